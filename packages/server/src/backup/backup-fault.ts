import { closeSync, fsyncSync, openSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";

const FULL: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT"]);

/** What writing an archive or a folder came to, with a stable code. */
export function backupFault(cause: unknown, place: string): PlimsollError {
  if (cause instanceof PlimsollError) return cause;
  const { code } = cause as NodeJS.ErrnoException;
  const isFull = FULL.has(code);
  return new PlimsollError({
    code: isFull ? "DISK_FULL" : "BACKUP_FAILED",
    expected: `to write "${place}"`,
    received: cause instanceof Error ? cause.message : String(cause),
    fix: isFull ? "make room there, or name another place" : "name a folder that can be written to",
    cause,
  });
}

/** Makes names in a folder durable. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
