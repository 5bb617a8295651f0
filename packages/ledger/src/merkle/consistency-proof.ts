import { assertWithin, type HashSource, rangeHash, splitPoint } from "./hash-source.ts";
import { EMPTY_ROOT, isTreeHash, nodeHash, sameHash, type TreeHash } from "./tree-hash.ts";

/** A tree, by its number of leaves and its root. */
export interface TreeHead {
  readonly size: number;
  readonly root: TreeHash;
}

/**
 * The proof that the tree of the old size is a prefix of the tree of the new one (RFC 6962 §2.1.2). Empty when the sizes
 * are equal or the old one is 0. Throws a `RangeError` unless `0 <= oldSize <= newSize`.
 */
export function consistencyProof(source: HashSource, oldSize: number, newSize: number): TreeHash[] {
  assertWithin("a new size", newSize, 0, Number.MAX_SAFE_INTEGER);
  assertWithin("an old size", oldSize, 0, newSize);
  return oldSize === 0 ? [] : subproof(source, oldSize, { start: 0, end: newSize }, true);
}

/**
 * Whether the proof shows that the older tree is a prefix of the newer (RFC 9162 §2.1.4.2). A tree of size 0 has the empty
 * root and is a prefix of every tree, by the empty proof. `false` for anything malformed; never throws.
 */
export function verifyConsistency(older: TreeHead, newer: TreeHead, proof: readonly TreeHash[]): boolean {
  if (!isTreeHead(older) || !isTreeHead(newer) || older.size > newer.size || !proof.every(isTreeHash)) return false;
  if (older.size === 0) return proof.length === 0;
  const computed = rootsOf(older, newer.size, proof, true);
  return computed !== undefined && sameHash(computed.old, older.root) && sameHash(computed.new, newer.root);
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** SUBPROOF of RFC 6962 §2.1.2: `isKnown` while the verifier has the root of the old part already. */
function subproof(source: HashSource, oldEnd: number, { start, end }: Range, isKnown: boolean): TreeHash[] {
  if (oldEnd === end) return isKnown ? [] : [rangeHash(source, start, end)];
  const middle = start + splitPoint(end - start);
  return oldEnd <= middle
    ? [...subproof(source, oldEnd, { start, end: middle }, isKnown), rangeHash(source, middle, end)]
    : [...subproof(source, oldEnd, { start: middle, end }, false), rangeHash(source, start, middle)];
}

interface Roots {
  readonly old: TreeHash;
  readonly new: TreeHash;
}

function rootsOf(older: TreeHead, size: number, proof: readonly TreeHash[], isKnown: boolean): Roots | undefined {
  if (older.size === size) return sharedRoot(older, proof, isKnown);
  const [below, last, split] = [proof.slice(0, -1), proof.at(-1), splitPoint(size)];
  if (last === undefined) return undefined;
  if (older.size <= split) {
    const left = rootsOf(older, split, below, isKnown);
    return left && { old: left.old, new: nodeHash(left.new, last) };
  }
  const right = rootsOf({ ...older, size: older.size - split }, size - split, below, false);
  return right && { old: nodeHash(last, right.old), new: nodeHash(last, right.new) };
}

/** Where the old tree ends, both trees have the same subtree: the old root itself, or the first hash of the proof. */
function sharedRoot(older: TreeHead, proof: readonly TreeHash[], isKnown: boolean): Roots | undefined {
  const [shared, ...rest] = isKnown ? [older.root, ...proof] : proof;
  return shared !== undefined && rest.length === 0 ? { old: shared, new: shared } : undefined;
}

const isTreeHead = ({ size, root }: TreeHead): boolean =>
  Number.isSafeInteger(size) && size >= 0 && isTreeHash(root) && (size > 0 || sameHash(root, EMPTY_ROOT));
