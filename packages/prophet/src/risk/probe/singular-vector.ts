import { type Key, normalAt } from "@plimsoll/simulation";
import type { ProbedLayer } from "./probed-layers.ts";

/** Turns of the power iteration from a fresh vector; a kept one is turned once, for weights hardly move between two probes. */
const FRESH_TURNS = 8;

/**
 * Turns the kept vector towards the one that the layer makes longest (power iteration on W·Wᵀ), and answers with how much longer: an estimate
 * of the spectral norm that is never above it. A vector of zeros is drawn afresh.
 *
 * @param vector one number for each input; written in place, of length 1 afterwards
 */
export function turned(layer: ProbedLayer, parameters: Float32Array, vector: Float32Array, key: Key): number {
  const isFresh = vector.every((value) => value === 0);
  if (isFresh) for (let i = 0; i < vector.length; i += 1) vector[i] = normalAt(key, i);
  let stretch = 0;
  for (let turn = 0; turn < (isFresh ? FRESH_TURNS : 1); turn += 1) stretch = turnedOnce(layer, parameters, vector);
  return stretch;
}

function turnedOnce(layer: ProbedLayer, parameters: Float32Array, vector: Float32Array): number {
  const output = pushed(layer, parameters, vector);
  const back = pulled(layer, parameters, output);
  const [outputLength, backLength] = [lengthOf(output), lengthOf(back)];
  if (!(outputLength > 0) || !(backLength > 0) || !Number.isFinite(backLength)) return 0;
  for (let i = 0; i < vector.length; i += 1) vector[i] = (back[i] ?? Number.NaN) / backLength;
  return backLength / outputLength;
}

/** u · W. */
function pushed({ inputs, outputs, width, weights }: ProbedLayer, parameters: Float32Array, vector: Float32Array) {
  const output = new Float64Array(outputs);
  for (let i = 0; i < inputs; i += 1)
    for (let j = 0; j < outputs; j += 1)
      output[j] =
        (output[j] ?? Number.NaN) + (vector[i] ?? Number.NaN) * (parameters[weights + i * width + j] ?? Number.NaN);
  return output;
}

/** W · v. */
function pulled({ inputs, outputs, width, weights }: ProbedLayer, parameters: Float32Array, output: Float64Array) {
  return Float64Array.from({ length: inputs }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < outputs; j += 1)
      sum += (parameters[weights + i * width + j] ?? Number.NaN) * (output[j] ?? Number.NaN);
    return sum;
  });
}

const lengthOf = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
