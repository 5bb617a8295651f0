import { PlimsollError } from "@plimsoll/foundation";

const UNWRITABLE = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ELOOP", "ENAMETOOLONG", "EISDIR"]);

/** Runs what the file system may refuse, with failures that say what they mean. What is no such failure passes unchanged. */
export function withFileFaults<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw fileFault(path, cause);
  }
}

function fileFault(path: string, cause: unknown): unknown {
  if (cause instanceof PlimsollError || !(cause instanceof Error)) return cause;
  const { code } = cause as NodeJS.ErrnoException;
  if (code === undefined || code.startsWith("ERR_")) return cause;
  if (code === "ENOSPC" || code === "EDQUOT") return fault("DISK_FULL", `room in "${path}"`, code, cause);
  if (UNWRITABLE.has(code)) return fault("DIRECTORY_NOT_WRITABLE", `to write "${path}"`, code, cause);
  return fault("RELEASE_STORE_FAILED", `a disk that reads and writes under "${path}"`, code, cause);
}

const FIXES = {
  DISK_FULL: "free some space and try again; nothing was half-written",
  DIRECTORY_NOT_WRITABLE: "give another folder, or the right to write this one",
  RELEASE_STORE_FAILED: "check the disk, then open the store again: what was acknowledged is still there",
} as const;

const fault = (code: keyof typeof FIXES, expected: string, received: string, cause: unknown): PlimsollError =>
  new PlimsollError({ code, expected, received, fix: FIXES[code], cause });
