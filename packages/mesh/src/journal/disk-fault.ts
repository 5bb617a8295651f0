import { PlimsollError } from "@plimsoll/foundation";

/** What every implementer of `Disk` throws when there is no room. What fitted may have been written. */
export const diskFull = (where: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "DISK_FULL",
    expected: `room for the journal in "${where}"`,
    received: "a disk with no space left",
    fix: "free some space and start the node again: all that was acknowledged is there",
    cause,
  });

export const fileMissing = (file: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "FILE_NOT_FOUND",
    expected: `a file "${file}" in the node's folder`,
    received: "none",
    fix: "list the folder before reading from it",
    cause,
  });

export const fileNameRefused = (file: string): PlimsollError =>
  new PlimsollError({
    code: "NAME_MALFORMED",
    expected: "a file name of lower-case letters, digits, dots and hyphens that begins with a letter or digit",
    received: JSON.stringify(file),
    fix: "give another name; a disk has no folders",
  });

export const cutBeyondEnd = (file: string, length: number, size: number): PlimsollError =>
  new PlimsollError({
    code: "CUT_BEYOND_END",
    expected: `a length of at most the ${size} bytes of "${file}"`,
    received: String(length),
    fix: "read the file before cutting it",
  });

const FILE_NAME = /^[a-z0-9][a-z0-9.-]{0,127}$/;

/** Names that no implementer can take for a path, a hidden file or one of its own temporaries. */
export function checkFileName(file: string): void {
  if (!FILE_NAME.test(file) || file.endsWith(TEMPORARY_SUFFIX)) throw fileNameRefused(file);
}

export const TEMPORARY_SUFFIX = ".tmp";
