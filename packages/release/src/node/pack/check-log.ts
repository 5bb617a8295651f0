import type { PublicKey } from "@plimsoll/foundation/node";
import { isSignedBy, parseCheckpointText, parseNote } from "@plimsoll/ledger";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type PackFault, packFault } from "./pack-fault.ts";
import { LOG_FILES, type PackLog, readPackLog, rootDigest } from "./pack-log.ts";
import { messageOf, type PackFiles } from "./read-pack.ts";

/** Whose word a pack's log is held against. */
export interface PackTrust {
  /** The log's, from elsewhere than the pack. Without it a pack is checked against the key that came with it. */
  readonly publicKey?: PublicKey;
  /** A signed checkpoint of this log that somebody else kept: the pack's log must begin with that one. */
  readonly witnessed?: string;
}

/** Only the four files of a log are opened: an index beside them could have been written by anybody. */
export function logIn(directory: string, files: PackFiles, faults: PackFault[]): PackLog | null {
  const names: ReadonlySet<string> = new Set(LOG_FILES);
  const beside = [...files.keys()].filter((path) => path.startsWith("log/") && !names.has(path.slice("log/".length)));
  const place = join(directory, "log");
  try {
    if (beside.length > 0 || !existsSync(place)) throw new TypeError(`a log alone, got ${beside.join(", ") || "none"}`);
    const log = readPackLog(place);
    if (log.bytes.length === files.get("log/ledger.log")?.length) return log;
    throw new TypeError("a log that ends at its checkpoint, got more");
  } catch (cause) {
    faults.push(packFault("PACK_LOG_DAMAGED", "log/ledger.log", "a log that its key signed, whole", messageOf(cause)));
    return null;
  }
}

/** Another key, or another log than was witnessed. */
export function logFaults(log: PackLog, { publicKey, witnessed }: PackTrust): PackFault[] {
  const isOther = publicKey !== undefined && Buffer.compare(publicKey.raw, log.publicKey.raw) !== 0;
  const keyFaults = isOther
    ? [packFault("PACK_LOG_KEY", "log/ledger.pub.pem", `key ${publicKey.keyId}`, `key ${log.publicKey.keyId}`)]
    : [];
  return [...keyFaults, ...(witnessed === undefined ? [] : rollbackFaults(log, witnessed, publicKey ?? log.publicKey))];
}

function rollbackFaults(log: PackLog, witnessed: string, key: PublicKey): PackFault[] {
  const note = parseNote(witnessed);
  const checkpoint = note && parseCheckpointText(note.text);
  const isOurs = note !== undefined && checkpoint !== undefined && isSignedBy(note, log.checkpoint.origin, key);
  const root = isOurs ? log.roots[checkpoint.size] : undefined;
  if (isOurs && root !== undefined && Buffer.compare(root, checkpoint.root) === 0) return [];
  const wanted = isOurs ? `${checkpoint.size} leaves under ${rootDigest(checkpoint.root)}` : "a checkpoint of this log";
  const received = isOurs
    ? `${log.checkpoint.size} leaves${root === undefined ? "" : `, ${rootDigest(root)} there`}`
    : "another note";
  return [packFault("PACK_LOG_ROLLED_BACK", "log/checkpoint", wanted, received)];
}
