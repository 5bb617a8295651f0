import { PlimsollError } from "@plimsoll/foundation";
import { takeWriterLock, type WriterLock } from "@plimsoll/ledger";
import { diskFull, fileMissing } from "../../journal/disk-fault.ts";

const UNWRITABLE = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ELOOP", "ENAMETOOLONG"]);

/** What a failure of the file system means to the user. What is none passes unchanged: a defect must not look like one. */
export function folderFault(path: string, cause: unknown): unknown {
  if (cause instanceof PlimsollError || !(cause instanceof Error)) return cause;
  const { code } = cause as NodeJS.ErrnoException;
  if (code === undefined || code.startsWith("ERR_")) return cause;
  if (code === "ENOSPC" || code === "EDQUOT") return diskFull(path, cause);
  if (code === "ENOENT") return fileMissing((cause as NodeJS.ErrnoException).path ?? path, cause);
  return UNWRITABLE.has(code) ? notWritable(path, cause) : diskFailed(path, cause);
}

/** Makes this process the only writer of the folder until it closes the lock or dies. Throws `DATA_IN_USE`. */
export function lockFolder(path: string): WriterLock {
  try {
    return takeWriterLock(path);
  } catch (cause) {
    throw cause instanceof PlimsollError && cause.code === "DATA_IN_USE" ? folderInUse(path, cause) : cause;
  }
}

const folderInUse = (path: string, cause: unknown): PlimsollError =>
  new PlimsollError({
    code: "DATA_IN_USE",
    expected: `to be the only node on the folder "${path}"`,
    received: "another process or handle that has it open",
    fix: "stop the other one first, or give this node a folder of its own",
    cause,
  });

const notWritable = (path: string, cause: Error): PlimsollError =>
  new PlimsollError({
    code: "DIRECTORY_NOT_WRITABLE",
    expected: `a folder "${path}" that this process may write`,
    received: cause.message,
    fix: "give another folder, or the right to write this one",
    cause,
  });

const diskFailed = (path: string, cause: Error): PlimsollError =>
  new PlimsollError({
    code: "DISK_FAILED",
    expected: `a disk that reads and writes under "${path}"`,
    received: cause.message,
    fix: "check the disk, then start the node again: all that was acknowledged is there",
    cause,
  });
