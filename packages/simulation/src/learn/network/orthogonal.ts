import { type Key, partKey, uniformAt } from "../../random/counter.ts";
import { type Architecture, type DenseLayer, layersOf } from "./architecture.ts";

/** Gains as PPO's implementations have them: √2 for what an activation follows, near 0 for the logits, 1 for the value. */
const HIDDEN_GAIN = Math.SQRT2;
const LOGITS_GAIN = 0.01;
const VALUE_GAIN = 1;

/** Fills `parameters` with orthogonal weights (Saxe, McClelland and Ganguli 2014); biases and padding are 0. */
export function initialise(architecture: Architecture, parameters: Float32Array, key: Key): void {
  parameters.fill(0);
  const { chains, actionCount } = architecture;
  const layers = layersOf(architecture);
  for (const { hidden, head, column } of chains) {
    for (const layer of hidden) place(parameters, layer, 0, layer.outputs, HIDDEN_GAIN, keyOf(layer));
    const logits = column === 0 ? actionCount : 0;
    if (logits > 0) place(parameters, head, 0, logits, LOGITS_GAIN, keyOf(head));
    if (head.outputs > logits) place(parameters, head, logits, 1, VALUE_GAIN, partKey(keyOf(head), 1));
  }

  function keyOf(layer: DenseLayer): Key {
    return partKey(key, layers.indexOf(layer));
  }
}

/** So many columns of a layer's weights from `first` on: an orthogonal matrix times `gain`. */
function place(to: Float32Array, layer: DenseLayer, first: number, count: number, gain: number, key: Key): void {
  const isTall = layer.inputs >= count;
  const vectors = orthonormal(isTall ? count : layer.inputs, isTall ? layer.inputs : count, key);
  for (let i = 0; i < layer.inputs; i += 1)
    for (let j = 0; j < count; j += 1) {
      const entry = (isTall ? vectors[j]?.[i] : vectors[i]?.[j]) ?? 0;
      to[layer.weights + i * layer.outputsPadded + first + j] = gain * entry;
    }
}

/** `count` orthonormal vectors of `length` ≥ `count` numbers: Gram and Schmidt, twice over for the roundings. */
function orthonormal(count: number, length: number, key: Key): readonly Float64Array[] {
  const vectors: Float64Array[] = [];
  for (let v = 0; v < count; v += 1) {
    const vector = Float64Array.from({ length }, (_, i) => bell(key, v * length + i));
    for (const earlier of [...vectors, ...vectors]) subtract(vector, earlier, dot(vector, earlier));
    const size = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((entry) => entry / size));
  }
  return vectors;
}

/** Nearly normal, of twelve uniform numbers: a logarithm or cosine may have other last bits in another engine. */
function bell(key: Key, index: number): number {
  let sum = -6;
  for (let part = 0; part < 12; part += 1) sum += uniformAt(key, 12 * index + part);
  return sum;
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (const [i, entry] of left.entries()) sum += entry * (right[i] ?? 0);
  return sum;
}

function subtract(from: Float64Array, vector: Float64Array, times: number): void {
  for (const [i, entry] of vector.entries()) from[i] = (from[i] ?? 0) - times * entry;
}
