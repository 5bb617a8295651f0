import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { PublicKey } from "@plimsoll/foundation/node";
import { logExists, openDiskFolder } from "../folder/disk-folder.ts";
import type { LedgerFolder } from "../folder/ledger-folder.ts";
import { ledgerDamaged, withStorageFaults } from "../folder/storage-fault.ts";
import { takeWriterLock } from "../folder/writer-lock.ts";
import { LogIndex } from "../log-index/log-index.ts";
import type { Recovery } from "../ledger.ts";
import { batchesOf } from "../log/batches-of.ts";
import { LogSigner } from "../note/log-signer.ts";
import { parseCheckpointText } from "../note/checkpoint.ts";
import { parseNote } from "../note/signed-note.ts";
import { recover } from "../recovery/recover.ts";
import { INDEX_FILE } from "./found-index.ts";

/**
 * Makes the index anew from the log and cuts a torn last write aside, as opening does, with no private key. Whole batches
 * are not touched: the log is proven first, every signature of it, and where it does not hold nothing is changed.
 *
 * Throws as `openLedger`, `DATA_IN_USE` where a writer has the folder. Answers what was cut off, `null` for nothing.
 */
export function repairLedger(directory: string, publicKey: PublicKey): Recovery | null {
  if (!logExists(directory)) throw ledgerDamaged(`no log in "${directory}"`);
  const lock = takeWriterLock(directory);
  try {
    return withStorageFaults(directory, () => repaired(directory, publicKey));
  } finally {
    lock.close();
  }
}

function repaired(directory: string, publicKey: PublicKey): Recovery | null {
  const folder = openDiskFolder(directory);
  try {
    const signer = verifyingSigner(originOf(folder), publicKey);
    const draft = join(directory, `${INDEX_FILE}.new`);
    removeDatabase(draft);
    const recovery = recoverWith(folder, draft, signer);
    folder.index.close();
    putInPlace(draft, join(directory, INDEX_FILE));
    return recovery;
  } finally {
    folder.close();
  }
}

/** Beside the present index, which stays where it is if the log does not hold. */
function recoverWith(folder: LedgerFolder, draft: string, signer: LogSigner): Recovery | null {
  const index = LogIndex.open(draft);
  try {
    const { head, recovery } = recover({ ...folder, index }, signer, "full");
    head.writeIndex("now");
    index.close();
    return recovery;
  } catch (cause) {
    index.close();
    removeDatabase(draft);
    throw cause;
  }
}

/** The old journal goes first: SQLite would undo in the new file what was half-done in the old. */
function putInPlace(draft: string, path: string): void {
  removeDatabase(path);
  renameSync(draft, path);
  removeDatabase(draft);
}

function removeDatabase(path: string): void {
  for (const file of [path, `${path}-journal`, `${path}-wal`, `${path}-shm`]) rmSync(file, { force: true });
}

function originOf({ log }: LedgerFolder): string {
  const first = batchesOf(log, 0).next();
  const note = first.done === true ? null : first.value.checkpoint;
  const checkpoint = parseCheckpointText(parseNote(note)?.text ?? "");
  if (checkpoint === undefined) throw ledgerDamaged("a log without its first checkpoint");
  return checkpoint.origin;
}

/** Opens what the key signed, and signs nothing. */
function verifyingSigner(origin: string, publicKey: PublicKey): LogSigner {
  const neverSigned = (): never => {
    throw new Error("a public key signs nothing");
  };
  return new LogSigner(origin, { keyId: publicKey.keyId, publicKey, sign: neverSigned, toPem: neverSigned });
}
