import { type Key, partKey, uniformAt } from "@plimsoll/simulation";
import type { Network } from "../engine/network.ts";
import type { LossSpec } from "./loss-spec.ts";
import { type LossTerms, lossTerms, realityOf, slopesOf, structureOf } from "./loss-terms.ts";

/** Purposes of a step's randomness. */
const DROPOUT = 0;
const PROBES = 1;

/** How many rows a network must hold to learn from a batch of `rows`. */
export const rowsNeeded = (rows: number, loss: LossSpec, hasDropout: boolean): number =>
  rows * blocksOf(loss, hasDropout).all;

/** Blocks of rows in one pass: those that learn, the same without dropout where there is any, then the moved ones. */
function blocksOf({ weights, probes }: LossSpec, hasDropout: boolean): { still: number; moved: number; all: number } {
  const still = hasDropout ? 1 : 0;
  return weights.flow === 0 ? { still: 0, moved: 1, all: 1 } : { still, moved: still + 1, all: still + 1 + probes };
}

/**
 * The loss of the batch whose inputs are the first `rows` rows of `network.input`, and its gradient, in one pass over all rows: those that are
 * predicted, and those that are moved by epsilon · n, n ~ N(0, I). The moved rows and those that they are compared with have no dropout, else
 * the flow would measure dropout. Adds to the gradients.
 *
 * @param targets rows × outputs, without gaps
 */
export function descend(network: Network, targets: Float32Array, rows: number, spec: LossSpec, key: Key): LossTerms {
  const hasDropout = network.spec.layers.some(({ kind }) => kind === "dropout");
  const blocks = blocksOf(spec, hasDropout);
  for (let block = 1; block < blocks.all; block += 1) copyRows(network, rows, block, block - blocks.moved, spec, key);
  network.forward(rows * blocks.all, {
    dropout: hasDropout ? { key: partKey(key, DROPOUT), droppedRows: rows } : null,
  });
  const terms = termsOf(network, targets, rows, spec, blocks);
  writeSlopes(network, targets, rows, spec, terms, blocks);
  network.backward(rows * blocks.all);
  return terms;
}

type Blocks = ReturnType<typeof blocksOf>;

/** Block `block` of the inputs: the first rows again, moved unless `probe` is below 0. */
function copyRows(
  { input, inputWidth, spec }: Network,
  rows: number,
  block: number,
  probe: number,
  { epsilon }: LossSpec,
  key: Key,
): void {
  const first = block * rows * inputWidth;
  input.copyWithin(first, 0, rows * inputWidth);
  if (probe < 0) return;
  const noise = partKey(partKey(key, PROBES), probe >> 1);
  const step = probe % 2 === 0 ? epsilon : -epsilon;
  for (let i = 0; i < rows; i += 1)
    moveRow(input.subarray(first + i * inputWidth, first + i * inputWidth + spec.inputs), partKey(noise, i), step);
}

/** Adds step · n to each number, two normal numbers from one radius (Box and Muller 1958). */
function moveRow(row: Float32Array, key: Key, step: number): void {
  for (let j = 0; j < row.length; j += 2) {
    const radius = step * Math.sqrt(-2 * Math.log(1 - uniformAt(key, j)));
    const angle = 2 * Math.PI * uniformAt(key, j + 1);
    row[j] = (row[j] ?? Number.NaN) + radius * Math.cos(angle);
    if (j + 1 < row.length) row[j + 1] = (row[j + 1] ?? Number.NaN) + radius * Math.sin(angle);
  }
}

function termsOf(network: Network, targets: Float32Array, rows: number, spec: LossSpec, blocks: Blocks): LossTerms {
  const predictions = blockOf(network, rows, 0);
  const structure = structureOf(predictions, spec.period);
  return lossTerms(realityOf(predictions, targets), flowOf(network, rows, spec, blocks), structure, spec);
}

/** The outputs of a block, without the gaps of padding. */
function blockOf({ output, outputWidth, outputs }: Network, rows: number, block: number): Float32Array {
  const values = new Float32Array(rows * outputs);
  for (let i = 0; i < rows; i += 1)
    for (let j = 0; j < outputs; j += 1)
      values[i * outputs + j] = output[(block * rows + i) * outputWidth + j] ?? Number.NaN;
  return values;
}

function flowOf(network: Network, rows: number, { epsilon }: LossSpec, { still, moved, all }: Blocks): number {
  if (all === 1) return 0;
  const from = blockOf(network, rows, still);
  let sum = 0;
  for (let block = moved; block < all; block += 1) sum += realityOf(blockOf(network, rows, block), from);
  return sum / (all - moved) / epsilon ** 2;
}

/** ∂L by each output of each block. */
function writeSlopes(
  network: Network,
  targets: Float32Array,
  rows: number,
  spec: LossSpec,
  terms: LossTerms,
  blocks: Blocks,
): void {
  const { output, outputGradient, outputWidth, outputs } = network;
  const count = rows * outputs;
  const slopes = slopesOf(terms, spec);
  const flowSlope = (2 * spec.weights.flow) / (count * (blocks.all - blocks.moved) * spec.epsilon ** 2);
  outputGradient.fill(0);
  for (let i = 0; i < rows; i += 1)
    for (let j = 0; j < outputs; j += 1) {
      const at = (block: number): number => (block * rows + i) * outputWidth + j;
      const p = output[at(0)] ?? Number.NaN;
      const miss = (2 * (p - (targets[i * outputs + j] ?? Number.NaN))) / count;
      const turn = ((2 * Math.PI) / spec.period / count) * Math.sin((2 * Math.PI * p) / spec.period);
      outputGradient[at(0)] = slopes.reality * miss + slopes.structure * turn;
      for (let block = blocks.moved; block < blocks.all; block += 1) {
        const change = flowSlope * ((output[at(block)] ?? Number.NaN) - (output[at(blocks.still)] ?? Number.NaN));
        outputGradient[at(block)] = change;
        outputGradient[at(blocks.still)] = (outputGradient[at(blocks.still)] ?? Number.NaN) - change;
      }
    }
}
