import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { writeFileAtomically } from "@plimsoll/foundation/node";

const FULL: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT"]);

/** Writes a file of the node's, durable on return, and makes its folder. Throws `DISK_FULL` or `DIRECTORY_NOT_WRITABLE`. */
export function writeNodeFile(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileAtomically(file, text);
  } catch (cause) {
    throw notWritable(file, cause);
  }
}

/** A file of the node's, or its folder, that the system does not let us write. */
export const notWritable = (file: string, cause: unknown): PlimsollError =>
  new PlimsollError({
    code: FULL.has((cause as NodeJS.ErrnoException).code) ? "DISK_FULL" : "DIRECTORY_NOT_WRITABLE",
    expected: `to write "${file}"`,
    received: cause instanceof Error ? cause.message : String(cause),
    fix: "make room or rights there, or give another data folder",
    cause,
  });
