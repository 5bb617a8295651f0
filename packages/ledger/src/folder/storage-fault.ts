import { statfsSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";

/** SQLite result codes (sqlite.org/rescode.html), the low byte of the extended code. */
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;
const SQLITE_IOERR = 10;

const UNWRITABLE = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOENT", "ELOOP", "ENAMETOOLONG"]);

/** Less than this much room, and a failed write is put down to the full disk: a database page and its journal frame. */
const ROOM_BYTES_MIN = 64 * 1024;

/**
 * What a failure of the file system or of SQLite means to the user. Errors that are typed already pass unchanged, and
 * so does what is no storage failure at all: a defect must not dress up as a full disk.
 */
export function storageFault(directory: string, cause: unknown): unknown {
  if (cause instanceof PlimsollError || !(cause instanceof Error)) return cause;
  const sqlite = sqliteCode(cause);
  return sqlite === undefined ? fileFault(directory, cause) : databaseFault(directory, sqlite, cause);
}

/** Runs what may fail, with failures that say what they mean. */
export function withStorageFaults<T>(directory: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw storageFault(directory, cause);
  }
}

export const diskFull = (directory: string, cause: unknown): PlimsollError =>
  new PlimsollError({
    code: "DISK_FULL",
    expected: `room for the ledger in "${directory}"`,
    received: messageOf(cause),
    fix: "free some space and try again; nothing was half-written",
    cause,
  });

export const directoryNotWritable = (directory: string, cause: unknown): PlimsollError =>
  new PlimsollError({
    code: "DIRECTORY_NOT_WRITABLE",
    expected: `a directory "${directory}" that this process may write`,
    received: messageOf(cause),
    fix: "give another directory, or the right to write this one",
    cause,
  });

export const dataInUse = (directory: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "DATA_IN_USE",
    expected: `to be the only writer of the ledger in "${directory}"`,
    received: "another process or handle that has it open for writing",
    fix: "stop the other one first, or give another directory",
    cause,
  });

export const ledgerRolledBack = (received: string): PlimsollError =>
  new PlimsollError({
    code: "LEDGER_ROLLED_BACK",
    expected: "a log that holds everything up to the published checkpoint",
    received,
    fix: "find out who put an older log here, and restore the newest from a mirror or a backup",
  });

/** `what` names the damaged part, with the entry index where there is one. */
export const ledgerDamaged = (what: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "LEDGER_DAMAGED",
    expected: "a ledger as it was written",
    received: what,
    fix: "keep the folder as evidence and restore it from a mirror or a backup",
    cause,
  });

function fileFault(directory: string, cause: Error): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") return diskFull(directory, cause);
  if (code !== undefined && UNWRITABLE.has(code)) return directoryNotWritable(directory, cause);
  // A damaged row can hold an integer that no JavaScript number can.
  if (code === "ERR_OUT_OF_RANGE") return ledgerDamaged("a row with a number beyond 2^53", cause);
  return code === undefined || code.startsWith("ERR_") ? cause : ioFailed(directory, cause);
}

function databaseFault(directory: string, code: number, cause: Error): PlimsollError {
  switch (code) {
    case SQLITE_BUSY:
      return dataInUse(directory, cause);
    case SQLITE_FULL:
      return diskFull(directory, cause);
    case SQLITE_READONLY:
      return directoryNotWritable(directory, cause);
    case SQLITE_IOERR:
      // On a full disk SQLite reports a shared-memory file that it cannot extend as an I/O error.
      return hasRoom(directory) ? ioFailed(directory, cause) : diskFull(directory, cause);
    case SQLITE_CANTOPEN:
      return hasRoom(directory) ? directoryNotWritable(directory, cause) : diskFull(directory, cause);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    default:
      return ledgerDamaged(`"${cause.message}" from the database`, cause);
  }
}

const ioFailed = (directory: string, cause: Error): PlimsollError =>
  new PlimsollError({
    code: "LEDGER_IO_FAILED",
    expected: `a disk that reads and writes under "${directory}"`,
    received: cause.message,
    fix: "check the disk, then open the ledger again: what was acknowledged is still there",
    cause,
  });

function sqliteCode(cause: Error): number | undefined {
  const { code, errcode } = cause as Error & { code?: unknown; errcode?: unknown };
  return code === "ERR_SQLITE_ERROR" && typeof errcode === "number" ? errcode & 0xff : undefined;
}

function hasRoom(directory: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize >= ROOM_BYTES_MIN;
  } catch {
    return true;
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
