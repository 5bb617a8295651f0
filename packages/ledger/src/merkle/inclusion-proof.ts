import { assertWithin, type HashSource, rangeHash, splitPoint } from "./hash-source.ts";
import { isTreeHash, nodeHash, sameHash, type TreeHash } from "./tree-hash.ts";

/** That a leaf stands at an index of a tree. */
export interface InclusionClaim {
  /** From 0. */
  readonly index: number;
  /** The number of leaves of the tree. */
  readonly size: number;
  readonly leafHash: TreeHash;
  readonly root: TreeHash;
}

/**
 * The audit path of a leaf, from its sibling up to the child of the root (RFC 6962 §2.1.1). Throws a `RangeError` unless
 * `0 <= index < size`.
 */
export function inclusionProof(source: HashSource, index: number, size: number): TreeHash[] {
  assertWithin("a size", size, 1, Number.MAX_SAFE_INTEGER);
  assertWithin("an index", index, 0, size - 1);
  return path(source, index, 0, size);
}

/** Whether the proof leads from the leaf to the root (RFC 9162 §2.1.3.2). `false` for anything malformed; never throws. */
export function verifyInclusion({ index, size, leafHash, root }: InclusionClaim, proof: readonly TreeHash[]): boolean {
  const isPosition = Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size;
  if (!isPosition || ![leafHash, root, ...proof].every(isTreeHash)) return false;
  const computed = rootOf(leafHash, index, size, proof);
  return computed !== undefined && sameHash(computed, root);
}

function path(source: HashSource, index: number, start: number, end: number): TreeHash[] {
  if (end - start === 1) return [];
  const middle = start + splitPoint(end - start);
  return index < middle
    ? [...path(source, index, start, middle), rangeHash(source, middle, end)]
    : [...path(source, index, middle, end), rangeHash(source, start, middle)];
}

function rootOf(leaf: TreeHash, index: number, size: number, proof: readonly TreeHash[]): TreeHash | undefined {
  const sibling = proof.at(-1);
  if (size === 1) return sibling === undefined ? leaf : undefined;
  if (sibling === undefined) return undefined;
  const split = splitPoint(size);
  const [below, isLeft] = [proof.slice(0, -1), index < split];
  const child = isLeft ? rootOf(leaf, index, split, below) : rootOf(leaf, index - split, size - split, below);
  return child && (isLeft ? nodeHash(child, sibling) : nodeHash(sibling, child));
}
