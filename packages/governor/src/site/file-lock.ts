import { existsSync, mkdirSync } from "node:fs";
import { takeWriterLock, type WriterLock } from "@plimsoll/ledger";

/**
 * Makes this process the only keeper of a file until it closes the lock or dies, however it dies: the operating system lets go then. The
 * lock lies in a folder beside the file; what stays of it holds nobody out.
 *
 * Throws `DATA_IN_USE` where another has it for longer than `waitMs`, for which this thread stands still, and what the file system says.
 */
export function takeFileLock(file: string, waitMs = 0): WriterLock {
  const folder = `${file}.lock`;
  makeIfAbsent(folder);
  return takeWriterLock(folder, waitMs);
}

/** Not those above it: who names a place that is not there is told so. */
function makeIfAbsent(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (cause) {
    if (!existsSync(folder)) throw cause;
  }
}
