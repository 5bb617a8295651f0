/** Sizes of the input, hidden and output layers. */
export interface NetworkShape {
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
}

/** What a unit lets through of a negative sum. */
export const LEAK = 0.1;

export const parameterCount = ({ inputs, hidden, outputs }: NetworkShape): number =>
  (inputs + 1) * hidden + (hidden + 1) * outputs;

/** Where the four tensors of a network start in its flat parameters; weights are stored a row per sending unit. */
export function parameterOffsets({ inputs, hidden, outputs }: NetworkShape): ParameterOffsets {
  const hiddenBias = inputs * hidden;
  const outputWeight = hiddenBias + hidden;
  return { hiddenWeight: 0, hiddenBias, outputWeight, outputBias: outputWeight + hidden * outputs };
}

interface ParameterOffsets {
  readonly hiddenWeight: number;
  readonly hiddenBias: number;
  readonly outputWeight: number;
  readonly outputBias: number;
}

/**
 * One hidden layer of leaky rectifiers, linear outputs. Buffers are allocated once; `forward` overwrites them.
 *
 * Zero inputs are skipped: about 27 of the 45 of an observation are zero, which makes the pass twice as fast.
 */
export class TwoLayerNetwork {
  readonly shape: NetworkShape;
  /** Flat, length `parameterCount(shape)`; a trainer may write into it. */
  readonly parameters: Float64Array;
  readonly hidden: Float64Array;
  readonly outputs: Float64Array;
  /** Indices of the non-zero inputs of the last pass, the first `activeCount` entries. */
  readonly active: Int32Array;
  activeCount = 0;
  readonly #offsets: ParameterOffsets;

  constructor(shape: NetworkShape, parameters: Float64Array) {
    this.shape = shape;
    this.parameters = parameters;
    this.hidden = new Float64Array(shape.hidden);
    this.outputs = new Float64Array(shape.outputs);
    this.active = new Int32Array(shape.inputs);
    this.#offsets = parameterOffsets(shape);
  }

  /** Reads `shape.inputs` numbers of `observations` from `start`; leaves the answer in `outputs`. */
  forward(observations: Float64Array, start: number): void {
    this.#gatherActive(observations, start);
    this.#computeHidden(observations, start);
    this.#computeOutputs();
  }

  #gatherActive(observations: Float64Array, start: number): void {
    const { active } = this;
    const { inputs } = this.shape;
    let count = 0;
    for (let input = 0; input < inputs; input += 1) {
      active[count] = input;
      if (observations[start + input] !== 0) count += 1;
    }
    this.activeCount = count;
  }

  #computeHidden(observations: Float64Array, start: number): void {
    const { hidden, parameters, active, activeCount } = this;
    const size = this.shape.hidden;
    const biases = this.#offsets.hiddenBias;
    for (let unit = 0; unit < size; unit += 1) hidden[unit] = parameters[biases + unit]!;
    for (let index = 0; index < activeCount; index += 1) {
      const input = active[index]!;
      const value = observations[start + input]!;
      const row = input * size;
      for (let unit = 0; unit < size; unit += 1) hidden[unit] = hidden[unit]! + value * parameters[row + unit]!;
    }
    for (let unit = 0; unit < size; unit += 1) if (hidden[unit]! < 0) hidden[unit] = hidden[unit]! * LEAK;
  }

  #computeOutputs(): void {
    const { hidden, outputs, parameters } = this;
    const size = this.shape.hidden;
    const count = this.shape.outputs;
    const { outputWeight, outputBias } = this.#offsets;
    for (let output = 0; output < count; output += 1) {
      let sum = parameters[outputBias + output]!;
      for (let unit = 0; unit < size; unit += 1) {
        sum += hidden[unit]! * parameters[outputWeight + unit * count + output]!;
      }
      outputs[output] = sum;
    }
  }
}
