import { existsSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import type { SigningKey } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing } from "@plimsoll/governor";
import { isSignedBy, parseCheckpointText, parseNote } from "@plimsoll/ledger";

/** Who signs what a site says: its ledger's key, under the name of the log. */
export interface LogSignature {
  readonly origin: string;
  readonly key: SigningKey;
}

/**
 * The key of a data folder that signed a ledger's checkpoint; none is made. Throws `KEY_NOT_FOUND`, `LEDGER_KEY_MISMATCH`.
 *
 * @param checkpoint the ledger's newest
 */
export function siteLedgerKey(data: string, checkpoint: string): LogSignature {
  const { keys } = dataFolder(data);
  if (!existsSync(join(keys, "ledger.pem"))) throw keyNotFound(keys);
  const key = new FileKeyRing(keys).key("ledger");
  const note = parseNote(checkpoint);
  const origin = parseCheckpointText(note?.text ?? "")?.origin ?? "";
  if (note !== undefined && isSignedBy(note, origin, key.publicKey)) return { origin, key };
  throw keyMismatch(keys);
}

const keyNotFound = (keys: string): PlimsollError =>
  new PlimsollError({
    code: "KEY_NOT_FOUND",
    expected: "the ledger's private key, with which its statements are signed",
    received: `no ledger.pem in "${keys}"`,
    fix: "name the site's data folder with --data",
  });

const keyMismatch = (keys: string): PlimsollError =>
  new PlimsollError({
    code: "LEDGER_KEY_MISMATCH",
    expected: "the key that signed this ledger's checkpoint",
    received: `the key of "${keys}", which did not`,
    fix: "name the data folder of the site that wrote this ledger with --data",
  });
