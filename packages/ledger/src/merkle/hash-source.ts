import { nodeHash, type TreeHash } from "./tree-hash.ts";

/** Where the hashes of a tree are kept: a tile store, a database, memory. */
export interface HashSource {
  /**
   * Merkle tree hash of the entries `[index * 2^level, (index + 1) * 2^level)` (RFC 6962 §2.1). It MUST answer for every
   * such subtree that lies wholly inside the tree, and MUST throw for any other: a guessed hash makes a wrong proof.
   */
  subtreeHash(level: number, index: number): TreeHash;
}

/**
 * Merkle tree hash of the entries `[start, end)`, for the ranges that RFC 6962 §2.1 splits a tree into: not empty, and
 * `start` a multiple of the largest power of two that is not above the length.
 */
export function rangeHash(source: HashSource, start: number, end: number): TreeHash {
  const [length, split] = [end - start, splitPoint(end - start)];
  if (length === 1 || length === 2 * split) return perfectHash(source, start, end);
  return nodeHash(rangeHash(source, start, start + split), rangeHash(source, start + split, end));
}

/**
 * The largest power of two below a size of at least 2: where RFC 6962 §2.1 divides a tree; 1 below that. Counted up, because
 * a logarithm in floating point rounds near 2^53.
 */
export function splitPoint(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

/** Throws a `RangeError` unless the value is a whole number between the two, both included. */
export function assertWithin(name: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`expected ${name} between ${least} and ${most}, got ${value}`);
}

function perfectHash(source: HashSource, start: number, end: number): TreeHash {
  let level = 0;
  for (let length = end - start; length > 1; length /= 2) level += 1;
  return source.subtreeHash(level, start / (end - start));
}
