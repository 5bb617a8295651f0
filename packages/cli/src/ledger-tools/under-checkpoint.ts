import { PlimsollError } from "@plimsoll/foundation";
import {
  inclusionProof,
  leafHash,
  type LedgerReader,
  parseCheckpointText,
  parseNote,
  tileHashSource,
  verifyInclusion,
} from "@plimsoll/ledger";

type LeafProof = ReturnType<LedgerReader["prove"]>[number];

/**
 * The same leaf proven under an older checkpoint of the log. The signatures on it are for whoever checks the proof.
 * Throws `CHECKPOINT_MALFORMED`, and `CHECKPOINT_FOREIGN` for one that does not cover the leaf or is not of this log.
 */
export function underCheckpoint(ledger: LedgerReader, proof: LeafProof, note: string): LeafProof {
  const { size, root } = parseCheckpointText(parseNote(note)?.text ?? "") ?? malformed();
  const { leafIndex, leaf } = proof;
  if (leafIndex >= size || size > ledger.leafCount) throw foreign(`${size} leaves`, leafIndex, ledger.leafCount);
  const tree = tileHashSource(size, ({ level, index }) => ledger.tile(Number(level), index));
  const hashes = inclusionProof(tree, leafIndex, size);
  if (!verifyInclusion({ index: leafIndex, size, leafHash: leafHash(leaf), root }, hashes))
    throw foreign("another root", leafIndex, ledger.leafCount);
  return { leafIndex, leaf, hashes, checkpoint: note };
}

function malformed(): never {
  throw new PlimsollError({
    code: "CHECKPOINT_MALFORMED",
    expected: "a signed note over origin, size and root (C2SP tlog-checkpoint)",
    received: "another text",
    fix: "give the file with the checkpoint",
  });
}

const foreign = (received: string, leafIndex: number, leafCount: number): PlimsollError =>
  new PlimsollError({
    code: "CHECKPOINT_FOREIGN",
    expected: `a checkpoint of this log of ${leafIndex + 1} to ${leafCount} leaves`,
    received: `one with ${received}`,
    fix: "give a checkpoint that the log had after it recorded the entry",
  });
