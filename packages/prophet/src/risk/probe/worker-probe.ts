import { type Key, normalAt, partKey } from "@plimsoll/simulation";
import type { Network } from "../../engine/network.ts";
import { layerPass } from "./layer-pass.ts";
import { probedLayers, type ProbedLayer } from "./probed-layers.ts";
import { turned } from "./singular-vector.ts";

/** What a look into the worker tells. `null` where it has no such thing. */
export interface Probe {
  /** Mean squared change of the outputs by epsilon², on the rows of this batch; `null` of a worker with layers that are not looked into. */
  readonly flow: number | null;
  /**
   * Spectral alignment (arXiv 2510.04202): of each layer's inputs, how one-sided the signs of their products with the layer's first singular
   * vector are, from 0, as many above as below, to 1, all on one side; the mean over layers. Inputs that are all on one side add up.
   */
  readonly alignment: number | null;
  /** Mean over layers of the logarithm of the spectral norm. */
  readonly gain: number | null;
}

export interface WorkerProbe {
  /** @param flow of this step's batch where it was measured anyway, else 0 */
  look(step: number, flow: number): Probe;
  /** The singular vectors, one layer after the other; zeros before the first look. */
  readonly vectors: Float32Array;
}

/** More rows tell little more, and each costs what it costs the worker. */
const ROWS_MAX = 8;
/** Of them so many are moved: the flow is smoothed over looks anyway. */
const MOVED_ROWS = 4;
/** How far rows are moved, as in the classic loss. */
const EPSILON = 0.01;

/** Purposes of its randomness. */
const [VECTORS, MOVES] = [0, 1];

export function workerProbe(worker: Network, key: Key): WorkerProbe {
  const probed = probedLayers(worker.spec);
  const { layers } = probed;
  const rows = Math.min(ROWS_MAX, worker.rowsMax);
  const vectors = new Float32Array(layers.reduce((sum, { inputs }) => sum + inputs, 0));
  return {
    vectors,
    look: (step, flow) => {
      const inputs = rowsOf(worker, rows);
      const { outputs, alignment, gain } = aligned(worker, layers, inputs, rows, vectors, partKey(key, VECTORS));
      const isWhole = probed.isWhole && layers.length > 0;
      const own =
        isWhole && flow === 0 ? ownFlow(worker, layers, inputs, outputs, partKey(partKey(key, MOVES), step)) : null;
      return { flow: flow > 0 ? flow : own, alignment, gain };
    },
  };
}

/** The rows through all layers, and what is seen at each. */
function aligned(
  { parameters }: Network,
  layers: readonly ProbedLayer[],
  inputs: Float64Array,
  rows: number,
  vectors: Float32Array,
  key: Key,
): { readonly outputs: Float64Array; readonly alignment: number | null; readonly gain: number | null } {
  let [outputs, oneSided, gain] = [inputs, 0, 0];
  for (const layer of layers) {
    const vector = vectors.subarray(layer.vector, layer.vector + layer.inputs);
    gain += Math.log(Math.max(turned(layer, parameters, vector, partKey(key, layer.vector)), 1e-12));
    oneSided += oneSidedness(outputs, vector, rows);
    outputs = layerPass(layer, parameters, outputs, rows);
  }
  const count = layers.length;
  return { outputs, alignment: count === 0 ? null : oneSided / count, gain: count === 0 ? null : gain / count };
}

/** From a few rows that are moved by epsilon · n, n ~ N(0, I). */
function ownFlow(
  { parameters, spec }: Network,
  layers: readonly ProbedLayer[],
  inputs: Float64Array,
  still: Float64Array,
  noise: Key,
): number {
  const moved = inputs.slice(0, MOVED_ROWS * spec.inputs).map((value, i) => value + EPSILON * normalAt(noise, i));
  const rows = moved.length / spec.inputs;
  const outputs = layers.reduce<Float64Array>((values, layer) => layerPass(layer, parameters, values, rows), moved);
  return (
    outputs.reduce((sum, value, i) => sum + (value - (still[i] ?? Number.NaN)) ** 2, 0) / outputs.length / EPSILON ** 2
  );
}

/** The first rows of the batch, without what pads them. */
function rowsOf({ input, inputWidth, spec }: Network, rows: number): Float64Array {
  return Float64Array.from(
    { length: rows * spec.inputs },
    (_, i) => input[Math.floor(i / spec.inputs) * inputWidth + (i % spec.inputs)] ?? Number.NaN,
  );
}

/** |mean of the signs of x · u| over rows. */
function oneSidedness(values: Float64Array, vector: Float32Array, rows: number): number {
  let sides = 0;
  for (let row = 0; row < rows; row += 1) {
    let product = 0;
    for (let i = 0; i < vector.length; i += 1)
      product += (values[row * vector.length + i] ?? Number.NaN) * (vector[i] ?? Number.NaN);
    sides += Math.sign(product);
  }
  return Math.abs(sides) / rows;
}
