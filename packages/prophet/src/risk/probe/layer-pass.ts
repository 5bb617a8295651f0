import type { ProbedLayer } from "./probed-layers.ts";

/**
 * A few rows through one layer, outside the network's own memory, so that a probe leaves no trace in it. Numbers are f64, sums in the order of
 * the inputs.
 *
 * @param inputs rows × `layer.inputs`; answers with rows × `layer.outputs`
 */
export function layerPass(
  layer: ProbedLayer,
  parameters: Float32Array,
  inputs: Float64Array,
  rows: number,
): Float64Array {
  const outputs = new Float64Array(rows * layer.outputs);
  for (let row = 0; row < rows; row += 1)
    rowPass(
      layer,
      parameters,
      inputs.subarray(row * layer.inputs),
      outputs.subarray(row * layer.outputs, (row + 1) * layer.outputs),
    );
  return outputs;
}

function rowPass(layer: ProbedLayer, parameters: Float32Array, input: Float64Array, output: Float64Array): void {
  const { inputs, outputs, width, weights, biases } = layer;
  for (let j = 0; j < outputs; j += 1) output[j] = parameters[biases + j] ?? Number.NaN;
  for (let i = 0; i < inputs; i += 1) {
    const [x, line] = [input[i] as number, weights + i * width];
    for (let j = 0; j < outputs; j += 1) output[j] = (output[j] as number) + x * (parameters[line + j] as number);
  }
  activate(output, layer.activation);
}

function activate(output: Float64Array, activation: ProbedLayer["activation"]): void {
  if (activation === "none") return;
  for (let j = 0; j < output.length; j += 1) {
    const value = output[j] as number;
    output[j] = activation === "tanh" ? Math.tanh(value) : Math.max(0, value);
  }
}
