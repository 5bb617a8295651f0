import { encodeTlogProof, type LedgerReader, parseNote } from "@plimsoll/ledger";
import type { FileToKeep } from "./kept-file.ts";
import { underCheckpoint } from "./under-checkpoint.ts";

/** A proof as a file: C2SP tlog-proof, with the leaf's bytes as its `extra`, so that the file suffices. */
export interface ProofFile extends FileToKeep {
  /** From 0. */
  readonly leafIndex: number;
  readonly checkpoint: string;
}

export interface EntryToProve {
  readonly entryIndex: number;
  readonly out: string;
  /** The checkpoint beside the log: where it is the newest too, its cosignatures go into the proof. */
  readonly published: string | null;
  /** An older checkpoint under which to prove, perhaps one that witnesses cosigned; `null` for the newest. */
  readonly under: string | null;
}

/**
 * The files that prove an entry: one, or one for each of the leaves that a long entry lies in.
 * Throws `ENTRY_NOT_FOUND`, `INDEX_DAMAGED`, and what `underCheckpoint` does.
 */
export function proofFiles(ledger: LedgerReader, entry: EntryToProve): readonly ProofFile[] {
  const { out, published, under } = entry;
  const proofs = ledger.prove(entry.entryIndex);
  return proofs.map((proof, place) => {
    const { leafIndex, leaf, hashes, checkpoint } = under === null ? proof : underCheckpoint(ledger, proof, under);
    const note = published !== null && isSameCheckpoint(published, checkpoint) ? published : checkpoint;
    return {
      leafIndex,
      checkpoint: note,
      path: proofs.length === 1 ? out : `${out}.part-${place + 1}`,
      text: encodeTlogProof({ index: leafIndex, inclusionProof: hashes, checkpoint: note, extra: leaf }),
    };
  });
}

const isSameCheckpoint = (left: string, right: string): boolean => parseNote(left)?.text === parseNote(right)?.text;
