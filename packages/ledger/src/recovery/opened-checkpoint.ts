import { PlimsollError } from "@plimsoll/foundation";
import type { Checkpoint } from "../note/checkpoint.ts";
import type { LogSigner } from "../note/log-signer.ts";
import { ledgerDamaged } from "../folder/storage-fault.ts";

/** The checkpoint in a note, if this log signed it. `what` names the note in the error. */
export function openedCheckpoint(note: string, signer: LogSigner, what: string): Checkpoint {
  const opened = signer.open(note);
  switch (opened) {
    case "malformed":
      throw ledgerDamaged(`${what}, which is no checkpoint`);
    case "bad-signature":
      throw ledgerDamaged(`${what} with a signature that does not verify`);
    case "other-origin":
      throw keyMismatch(`${what} of another origin`, signer);
    case "other-key":
      throw keyMismatch(`${what} signed by another key`, signer);
    default:
      return opened;
  }
}

const keyMismatch = (received: string, signer: LogSigner): PlimsollError =>
  new PlimsollError({
    code: "LEDGER_KEY_MISMATCH",
    expected: `a ledger of origin "${signer.origin}" and key ${signer.publicKey.keyId}`,
    received,
    fix: "open it with the key and the origin that it was made with",
  });
