import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, hex } from "./bytes.ts";
import type { Digest } from "./digest.ts";

const LEAF_PREFIX = Uint8Array.of(0);
const NODE_PREFIX = Uint8Array.of(1);

/** Merkle tree hash of a list (RFC 6962 §2.1): domain-separated, so that no node can pose as a leaf. */
export const merkleTreeHash = (leaves: readonly Uint8Array[]): Digest => `sha256:${hex(subtreeHash(leaves))}`;

function subtreeHash(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256(new Uint8Array());
  if (leaves.length === 1) return sha256(concatBytes(LEAF_PREFIX, leaves[0] as Uint8Array));
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return sha256(concatBytes(NODE_PREFIX, subtreeHash(leaves.slice(0, split)), subtreeHash(leaves.slice(split))));
}
