import type { TreeHash } from "../merkle/tree-hash.ts";

/** That an entry is in the log: its leaf, and the way from the leaf to a signed root. */
export interface LeafProof {
  readonly leafIndex: number;
  /** Lines of JSON; hashed as they are. */
  readonly leaf: Uint8Array;
  /** Which of the leaf's entries it is, from 0, its cause not counted. */
  readonly entryInLeaf: number;
  /** The audit path, from the leaf's sibling up (RFC 6962 §2.1.1). */
  readonly hashes: readonly TreeHash[];
  /** The signed note over the log of that moment. */
  readonly checkpoint: string;
}
