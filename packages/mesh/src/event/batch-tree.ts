import { Frontier, inclusionProof, leafHash, nodeHash } from "@plimsoll/ledger";

/** Events under one signature at most. */
export const BATCH_MAX = 64;

/** Where one id stands in the Merkle tree (RFC 6962) over the ids of its batch. */
export interface BatchPlace {
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  /** Sibling hashes from the leaf up. */
  readonly path: readonly Uint8Array[];
}

/** The places of 1 to 64 ids, which share one root. */
export function batchPlaces(ids: readonly Uint8Array[]): BatchPlace[] {
  if (ids.length === 0 || ids.length > BATCH_MAX) throw new RangeError(`expected 1 to 64 ids, got ${ids.length}`);
  const leaves = ids.map((id) => leafHash(id));
  const tree = Frontier.empty();
  for (const leaf of leaves) tree.append(leaf);
  const [root, source, size] = [tree.root(), perfectSubtrees(leaves), ids.length];
  return ids.map((_, index) => ({ index, size, root, path: inclusionProof(source, index, size) }));
}

function perfectSubtrees(leaves: readonly Uint8Array[]) {
  const levels = [leaves];
  for (let below = leaves; below.length > 1; levels.push(below)) below = parentsOf(below);
  return { subtreeHash: (level: number, index: number) => levels[level]?.[index] as Uint8Array };
}

const parentsOf = (hashes: readonly Uint8Array[]): Uint8Array[] =>
  Array.from({ length: Math.floor(hashes.length / 2) }, (_, place) =>
    nodeHash(hashes[2 * place] as Uint8Array, hashes[2 * place + 1] as Uint8Array),
  );
