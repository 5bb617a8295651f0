import { hash } from "node:crypto";

/** A SHA-256 hash: 32 bytes. */
export type TreeHash = Uint8Array;

export const HASH_BYTES = 32;

/** Where inputs are put together: a log hashes millions, and hashing is over when it returns. */
const LEAF_INPUT = Buffer.alloc(65_536, 0x00);
const NODE_INPUT = Buffer.alloc(1 + 2 * HASH_BYTES, 0x01);

/** The root of a tree without leaves: SHA-256 of nothing (RFC 6962 §2.1). */
export const EMPTY_ROOT: TreeHash = sha256(new Uint8Array(0));

/** Leaf hash, `SHA-256(0x00 || entry)` (RFC 6962 §2.1). */
export function leafHash(entry: Uint8Array): TreeHash {
  const input =
    entry.length < LEAF_INPUT.length ? LEAF_INPUT.subarray(0, entry.length + 1) : Buffer.alloc(entry.length + 1);
  input.set(entry, 1);
  return sha256(input);
}

/** Inner node, `SHA-256(0x01 || left || right)`: the prefix keeps a node from passing for a leaf (RFC 6962 §2.1). */
export function nodeHash(left: TreeHash, right: TreeHash): TreeHash {
  NODE_INPUT.set(left, 1);
  NODE_INPUT.set(right, 1 + HASH_BYTES);
  return sha256(NODE_INPUT);
}

/** `nodeHash` would fill up a short input with what was there before: hashes from outside are measured first. */
export const isTreeHash = (bytes: Uint8Array): boolean => bytes.length === HASH_BYTES;

export const sameHash = (left: TreeHash, right: TreeHash): boolean => Buffer.compare(left, right) === 0;

function sha256(input: Uint8Array): TreeHash {
  return hash("sha256", input, "buffer");
}
