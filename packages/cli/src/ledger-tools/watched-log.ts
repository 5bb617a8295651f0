import { existsSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { noteVerifierFromVkey } from "@plimsoll/ledger";
import { ledgerSource, type LogSource, tilesFolderSource, tilesUrlSource, type WatchedLog } from "@plimsoll/witness";
import { fileText } from "../kernel-tools/input-file.ts";

const TIMEOUT_MS = 10_000;

/** What `--log KEYFILE=LOCATION` names. Throws `LOG_MALFORMED`, `KEY_MALFORMED`, `FILE_NOT_FOUND`. */
export async function watchedLog(text: string): Promise<WatchedLog> {
  const [, keyFile, location] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (keyFile === undefined || location === undefined) throw logMalformed(text);
  const verifier = noteVerifierFromVkey((await fileText(keyFile)).trim());
  return { origin: verifier.name, keys: [verifier], source: sourceAt(location) };
}

function sourceAt(location: string): LogSource {
  if (/^https?:/.test(location)) return tilesUrlSource(location, TIMEOUT_MS);
  return existsSync(join(location, "ledger.log")) ? ledgerSource(location) : tilesFolderSource(location);
}

const logMalformed = (received: string): PlimsollError =>
  new PlimsollError({
    code: "LOG_MALFORMED",
    expected: "--log KEYFILE=LOCATION: a file with the log's vkey, and its folder, its tiles or their URL",
    received: `"${received}"`,
    fix: "take the vkey from the log's owner (ledger.vkey), not from the location",
  });
