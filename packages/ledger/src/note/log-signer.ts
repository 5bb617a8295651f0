import type { SigningKey } from "@plimsoll/foundation/node";
import { type Checkpoint, checkpointText, parseCheckpointText } from "./checkpoint.ts";
import { isMadeBy, isSignedBy, parseNote, signNote } from "./signed-note.ts";
import { isKeyName } from "./verifier-key.ts";

/** Why a note is no checkpoint of this log. */
export type NoteFault = "malformed" | "other-origin" | "other-key" | "bad-signature";

/** The identity of a log: its origin and the key that signs its checkpoints. */
export class LogSigner {
  readonly origin: string;
  readonly #key: SigningKey;

  /** Throws a `RangeError` for an origin that is no key name (C2SP signed-note). */
  constructor(origin: string, key: SigningKey) {
    if (!isKeyName(origin))
      throw new RangeError(`expected an origin without spaces and plus, got ${JSON.stringify(origin)}`);
    this.origin = origin;
    this.#key = key;
  }

  get publicKey(): SigningKey["publicKey"] {
    return this.#key.publicKey;
  }

  sign(size: number, root: Uint8Array): string {
    return signNote(checkpointText({ origin: this.origin, size, root }), this.origin, this.#key);
  }

  /** What the key is called where it signs snapshots: another name than the origin, so another key to whoever reads notes. */
  get snapshotName(): string {
    return `${this.origin}/snapshot`;
  }

  signSnapshot(claim: string): string {
    return signNote(claim, this.snapshotName, this.#key);
  }

  isSnapshotSigned(note: string): boolean {
    const unverified = parseNote(note);
    return unverified !== undefined && isSignedBy(unverified, this.snapshotName, this.publicKey);
  }

  /** The checkpoint in a note, if this key signed it for this origin. */
  open(note: string): Checkpoint | NoteFault {
    const unverified = parseNote(note);
    const checkpoint = unverified && parseCheckpointText(unverified.text);
    if (checkpoint === undefined) return "malformed";
    if (checkpoint.origin !== this.origin) return "other-origin";
    if (!unverified?.signatures.some((line) => isMadeBy(line, this.origin, this.publicKey))) return "other-key";
    return isSignedBy(unverified, this.origin, this.publicKey) ? checkpoint : "bad-signature";
  }
}
