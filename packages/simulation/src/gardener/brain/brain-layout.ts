/**
 * The brain of one agent as a row of 32-bit floats: convolution 3 × 3 (1 → 8), ReLU, pooling 2 × 2, LSTM 32 → 16, linear. Weights
 * are stored inputs first and outputs last, so that a kernel works on neighbouring outputs at once. The LSTM's 32 inputs are
 * ordered by place (row by row) and then by channel, where PyTorch orders by channel and then by place.
 */
export interface BrainTensor {
  readonly name: string;
  readonly at: number;
  readonly inputs: number;
  /** Stored outputs of a row; those beyond `outputs` are padding and stay 0. */
  readonly width: number;
  readonly outputs: number;
  /** Bound of the uniform numbers it starts with (PyTorch's defaults). */
  readonly startBound: number;
  /** What a mutation's size is divided by the root of: the original takes the output width for weights, 1 for biases. */
  readonly classicDivisor: number;
  /** How many numbers enter each sum. */
  readonly fanIn: number;
}

export const HIDDEN = 16;
/** Numbers that an agent keeps between generations: 16 hidden, 16 of the cell. */
export const MEMORY_FLOATS = 2 * HIDDEN;
/** With padding, a multiple of 16 bytes. */
export const BRAIN_FLOATS = 3_416;

const LSTM_FAN_IN = 48;

/** The tensors for so many actions (6 or 7), in stored order. */
export const brainTensors = (actions: number): readonly BrainTensor[] => [
  tensor("conv.weight", 0, 9, 8, 8, 1 / 3, 8, 9),
  tensor("conv.bias", 72, 1, 8, 8, 1 / 3, 1, 9),
  tensor("lstm.weight_ih", 80, 32, 64, 64, 1 / 4, 64, LSTM_FAN_IN),
  tensor("lstm.weight_hh", 2_128, 16, 64, 64, 1 / 4, 64, LSTM_FAN_IN),
  tensor("lstm.bias_ih", 3_152, 1, 64, 64, 1 / 4, 1, LSTM_FAN_IN),
  tensor("lstm.bias_hh", 3_216, 1, 64, 64, 1 / 4, 1, LSTM_FAN_IN),
  tensor("linear.weight", 3_280, 16, 8, actions, 1 / 4, actions, 16),
  tensor("linear.bias", 3_408, 1, 8, actions, 1 / 4, 1, 16),
];

function tensor(
  name: string,
  at: number,
  inputs: number,
  width: number,
  outputs: number,
  startBound: number,
  classicDivisor: number,
  fanIn: number,
): BrainTensor {
  return { name, at, inputs, width, outputs, startBound, classicDivisor, fanIn };
}

/** 3 382 for six actions. */
export const parameterCount = (actions: number): number =>
  brainTensors(actions).reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);

/** Calls `visit` with the place of every parameter, padding left out, numbered in stored order. */
export function forEachParameter(
  actions: number,
  visit: (place: number, parameter: number, tensor: BrainTensor) => void,
): void {
  let parameter = 0;
  for (const tensor of brainTensors(actions)) {
    for (let entry = 0; entry < tensor.inputs * tensor.outputs; entry += 1) {
      const input = Math.floor(entry / tensor.outputs);
      visit(tensor.at + input * tensor.width + (entry - input * tensor.outputs), parameter, tensor);
      parameter += 1;
    }
  }
}
