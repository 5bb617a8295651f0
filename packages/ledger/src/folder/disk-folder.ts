import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { LogIndex } from "../log-index/log-index.ts";
import { openDiskFile } from "../log/disk-file.ts";
import type { LedgerFolder } from "./ledger-folder.ts";
import { readFile, replaceFile } from "./replace-file.ts";
import { ledgerRolledBack, withStorageFaults } from "./storage-fault.ts";

export const LOG_FILE = "ledger.log";
const INDEX_FILE = "index.db";

export const logExists = (directory: string): boolean => existsSync(join(directory, LOG_FILE));

/** Opens the parts of a ledger's folder for writing, or creates them where no checkpoint was ever published. */
export function openDiskFolder(directory: string): LedgerFolder {
  const isPublished = (["checkpoint", "checkpoint.witnessed"] as const).some(
    (file) => readFile(directory, file) !== undefined,
  );
  if (!logExists(directory) && isPublished) throw ledgerRolledBack("a published checkpoint and no log");
  const log = openDiskFile(join(directory, LOG_FILE), "write");
  try {
    return folderOf(directory, log, openIndex(directory));
  } catch (cause) {
    log.close();
    throw cause;
  }
}

/** As `openDiskFolder`, creating and altering nothing. */
export function openDiskFolderForReading(directory: string): LedgerFolder {
  const log = openDiskFile(join(directory, LOG_FILE), "read");
  return folderOf(directory, log, readableIndex(directory));
}

const folderOf = (directory: string, log: LedgerFolder["log"], index: LogIndex): LedgerFolder => ({
  log,
  index,
  published: (file) => withStorageFaults(directory, () => readFile(directory, file)),
  publish: (file, content) => withStorageFaults(directory, () => replaceFile(directory, file, content)),
  keepTorn: (offset, bytes) => withStorageFaults(directory, () => replaceFile(directory, `torn-${offset}`, bytes)),
  snapshots: () => withStorageFaults(directory, () => snapshotsIn(directory)),
  readSnapshot: (leafCount) => withStorageFaults(directory, () => readFile(directory, snapshotFile(leafCount))),
  writeSnapshot: (leafCount, bytes) =>
    withStorageFaults(directory, () => replaceFile(directory, snapshotFile(leafCount), bytes)),
  removeSnapshot: (leafCount) =>
    withStorageFaults(directory, () => rmSync(join(directory, snapshotFile(leafCount)), { force: true })),
  close: () => {
    log.close();
    index.close();
  },
});

const snapshotFile = (leafCount: number): string => `snapshot-${leafCount}`;

const snapshotsIn = (directory: string): number[] =>
  readdirSync(directory).flatMap((name) => (/^snapshot-[1-9]\d{0,15}$/.test(name) ? [Number(name.slice(9))] : []));

const openIndex = (directory: string): LogIndex =>
  withStorageFaults(directory, () => LogIndex.open(join(directory, INDEX_FILE)));

/** Without an index that can be read, the log is gone through from its beginning. */
function readableIndex(directory: string): LogIndex {
  try {
    return LogIndex.openForReading(join(directory, INDEX_FILE));
  } catch {
    return LogIndex.inMemory();
  }
}
