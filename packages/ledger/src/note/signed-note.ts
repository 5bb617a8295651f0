import { concatBytes, utf8 } from "@plimsoll/foundation";
import type { PublicKey, SigningKey } from "@plimsoll/foundation/node";
import { base64, bytesOfBase64 } from "./base64.ts";
import { isKeyName, keyIdOf } from "./verifier-key.ts";

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

/** C2SP asks for 16 at least, and for a limit: each may cost a verification. */
export const NOTE_SIGNATURES_MAX = 64;

const SIGNATURE_LINE = /^— ([^ ]+) ([A-Za-z0-9+/]+={0,2})$/u;
/** A note holds no control character but the newline (C2SP signed-note, "Format"). */
const FORBIDDEN_CONTROL = /(?!\n)\p{Cc}/u;

/** Signs a text, which MUST end in a newline, under a key name. */
export function signNote(text: string, name: string, key: SigningKey): string {
  const signature = { name, keyId: keyIdOf(name, key.publicKey.raw), signature: key.sign(utf8(text)) };
  return `${text}\n${signatureLine(signature)}`;
}

/** The line of a signature, with its newline. */
export const signatureLine = ({ name, keyId, signature }: NoteSignature): string =>
  `— ${name} ${base64(concatBytes(keyId, signature))}\n`;

/** The note with further signature lines at its end. */
export const withSignatures = (note: string, signatures: readonly NoteSignature[]): string =>
  note + signatures.map(signatureLine).join("");

/** Takes a note apart; `undefined` when it is malformed. The text ends at the *last* blank line. */
export function parseNote(note: string | null): UnverifiedNote | undefined {
  // A damaged database gives NULL where the schema allows none.
  if (note === null || !note.isWellFormed() || FORBIDDEN_CONTROL.test(note)) return undefined;
  const split = note.lastIndexOf("\n\n");
  const signatures = split < 0 ? undefined : parseSignatureLines(note.slice(split + 2));
  return signatures && { text: note.slice(0, split + 1), signatures };
}

/** One to 64 signature lines, each with its newline; `undefined` when one is malformed. */
export function parseSignatureLines(lines: string): NoteSignature[] | undefined {
  if (!lines.endsWith("\n")) return undefined;
  const separate = lines.slice(0, -1).split("\n");
  if (separate.length > NOTE_SIGNATURES_MAX) return undefined;
  const signatures = separate.map(parseSignatureLine).filter((line) => line !== undefined);
  return signatures.length === separate.length ? signatures : undefined;
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
  const bytes = encoded === undefined ? undefined : bytesOfBase64(encoded);
  if (name === undefined || !isKeyName(name) || bytes === undefined || bytes.length <= 4) return undefined;
  return { name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}
