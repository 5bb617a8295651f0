import { concatBytes, utf8 } from "@plimsoll/foundation";
import type { PublicKey, SigningKey } from "@plimsoll/foundation/node";
import { keyIdOf } from "./verifier-key.ts";

/** One line `— <name> <base64(key id || signature)>` of a note. */
export interface NoteSignature {
  readonly name: string;
  /** Four bytes. */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** A note that was taken apart and not checked (C2SP signed-note v1.0.0). */
export interface UnverifiedNote {
  /** What the signatures cover, with its last newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const SIGNATURE_LINE = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u;

/** Signs a text, which MUST end in a newline, under a key name. */
export function signNote(text: string, name: string, key: SigningKey): string {
  const signature = concatBytes(keyIdOf(name, key.publicKey.raw), key.sign(utf8(text)));
  return `${text}\n— ${name} ${Buffer.from(signature).toString("base64")}\n`;
}

/** Takes a note apart; `undefined` when it is malformed. The text ends at the *last* blank line. */
export function parseNote(note: string | null): UnverifiedNote | undefined {
  // A damaged database gives NULL where the schema allows none.
  if (note === null) return undefined;
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) return undefined;
  const lines = note.slice(split + 2, -1).split("\n");
  const signatures = lines.map(parseSignatureLine).filter((line) => line !== undefined);
  return signatures.length === lines.length ? { text: note.slice(0, split + 1), signatures } : undefined;
}

/** Whether this key, under this name, signed the note. One bad signature of the key spoils the whole note (C2SP). */
export function isSignedBy(note: UnverifiedNote, name: string, key: PublicKey): boolean {
  const ours = note.signatures.filter((line) => isMadeBy(line, name, key));
  return ours.length > 0 && ours.every(({ signature }) => key.verify(utf8(note.text), signature));
}

/** Whether a line claims to come from this key. A claim, not a proof. */
export const isMadeBy = (line: NoteSignature, name: string, key: PublicKey): boolean =>
  line.name === name && Buffer.compare(line.keyId, keyIdOf(name, key.raw)) === 0;

function parseSignatureLine(line: string): NoteSignature | undefined {
  const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? [];
  if (name === undefined || encoded === undefined) return undefined;
  const bytes = new Uint8Array(Buffer.from(encoded, "base64"));
  // Buffer forgives sloppy base64; the formats do not.
  if (bytes.length <= 4 || Buffer.from(bytes).toString("base64") !== encoded) return undefined;
  return { name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}
