import type { NoteVerifier, SignatureStatement } from "./note-verifier.ts";
import type { NoteSignature, UnverifiedNote } from "./signed-note.ts";

/** A good signature and the key that made it. */
export interface VerifiedSignature extends SignatureStatement {
  readonly verifier: NoteVerifier;
}

/** A note with the signatures of the known keys; those of unknown keys are left out. */
export interface OpenedNote {
  readonly text: string;
  /** At least one. */
  readonly signatures: readonly VerifiedSignature[];
}

/** Why the text of a note is not to be believed. */
export type UnopenedNote = "bad-signature" | "no-known-key";

/**
 * Checks a note against the known keys (C2SP signed-note, "Signatures"): lines of other keys are ignored, one bad signature
 * of a known key spoils the whole note, and at least one good one is needed.
 */
export function openNote(note: UnverifiedNote, verifiers: readonly NoteVerifier[]): OpenedNote | UnopenedNote {
  const checked = note.signatures.flatMap((line) => checkedBy(line, note.text, verifiers));
  const signatures = checked.filter((signature) => signature !== undefined);
  if (signatures.length < checked.length) return "bad-signature";
  return signatures.length === 0 ? "no-known-key" : { text: note.text, signatures };
}

function checkedBy(
  line: NoteSignature,
  text: string,
  verifiers: readonly NoteVerifier[],
): (VerifiedSignature | undefined)[] {
  const claimed = verifiers.filter(({ name, keyId }) => name === line.name && Buffer.compare(keyId, line.keyId) === 0);
  return claimed.map((verifier) => {
    const statement = verifier.verify(text, line.signature);
    return statement && { ...statement, verifier };
  });
}
