import { LEAK, parameterOffsets, type TwoLayerNetwork } from "@plimsoll/evidence";

/** Collects the gradient of a loss over samples, with respect to the parameters of one network. */
export class Backpropagation {
  /** Flat, in the order of `network.parameters`. */
  readonly gradient: Float64Array;
  readonly #network: TwoLayerNetwork;
  readonly #hiddenGradient: Float64Array;
  readonly #offsets: ReturnType<typeof parameterOffsets>;

  constructor(network: TwoLayerNetwork) {
    this.#network = network;
    this.gradient = new Float64Array(network.parameters.length);
    this.#hiddenGradient = new Float64Array(network.shape.hidden);
    this.#offsets = parameterOffsets(network.shape);
  }

  /**
   * Adds one sample's gradient. `outputGradient` is the loss's gradient with respect to the outputs; the network's last
   * `forward` MUST have read the same observation at `start`.
   */
  accumulate(observations: Float64Array, start: number, outputGradient: Float64Array): void {
    this.#accumulateOutput(outputGradient);
    this.#accumulateHidden(observations, start);
  }

  #accumulateOutput(outputGradient: Float64Array): void {
    const { gradient } = this;
    const hiddenGradient = this.#hiddenGradient;
    const { hidden, parameters, shape } = this.#network;
    const { outputWeight, outputBias } = this.#offsets;
    const count = shape.outputs;
    for (let unit = 0, weight = outputWeight; unit < shape.hidden; unit += 1) {
      const value = hidden[unit]!;
      let sum = 0;
      for (let output = 0; output < count; output += 1, weight += 1) {
        const slope = outputGradient[output]!;
        sum += parameters[weight]! * slope;
        gradient[weight] = gradient[weight]! + value * slope;
      }
      hiddenGradient[unit] = value < 0 ? sum * LEAK : sum;
    }
    for (let output = 0; output < count; output += 1) {
      gradient[outputBias + output] = gradient[outputBias + output]! + outputGradient[output]!;
    }
  }

  #accumulateHidden(observations: Float64Array, start: number): void {
    const { gradient } = this;
    const hiddenGradient = this.#hiddenGradient;
    const { active, activeCount, shape } = this.#network;
    const size = shape.hidden;
    const { hiddenBias } = this.#offsets;
    for (let unit = 0; unit < size; unit += 1) {
      gradient[hiddenBias + unit] = gradient[hiddenBias + unit]! + hiddenGradient[unit]!;
    }
    for (let index = 0; index < activeCount; index += 1) {
      const input = active[index]!;
      const value = observations[start + input]!;
      const row = input * size;
      for (let unit = 0; unit < size; unit += 1) {
        gradient[row + unit] = gradient[row + unit]! + value * hiddenGradient[unit]!;
      }
    }
  }
}
