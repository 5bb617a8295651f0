import type { TreeHash } from "../merkle/tree-hash.ts";

/** That a leaf is in the log: the way from it to a signed root. */
export interface LeafProof {
  readonly leafIndex: number;
  /** Lines of JSON; hashed as they are. */
  readonly leaf: Uint8Array;
  /** The audit path, from the leaf's sibling up (RFC 6962 §2.1.1). */
  readonly hashes: readonly TreeHash[];
  /** The signed note over the log of that moment. */
  readonly checkpoint: string;
}
