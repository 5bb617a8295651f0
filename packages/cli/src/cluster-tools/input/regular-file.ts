import { readFileSync, statSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";

/** The bytes of a file with an end. Throws `FILE_NOT_READABLE` for a folder, device or pipe, and what the file system says. */
export function regularFileBytes(path: string): Buffer {
  refuseEndlessInput(path);
  return readFileSync(path);
}

export const regularFileText = (path: string): string => regularFileBytes(path).toString("utf8");

/** A device may never end, and a pipe may never begin. Throws `FILE_NOT_READABLE`; of what is not there somebody else tells. */
export function refuseEndlessInput(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return;
  throw new PlimsollError({
    code: "FILE_NOT_READABLE",
    expected: "a regular file",
    received: `"${path}", ${found.isDirectory() ? "a folder" : "a device, pipe or socket"}`,
    fix: "give the path of a file, and the right to read it",
  });
}
