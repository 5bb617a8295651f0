import { closeSync, fsyncSync, openSync, renameSync } from "node:fs";
import { writeWhole } from "../run/write-whole.ts";

/** Writes a file by a rename, so that a reader sees all of it or none. */
export function writeBytesAtomically(file: string, bytes: Uint8Array): void {
  const draft = `${file}.tmp`;
  const handle = openSync(draft, "w");
  try {
    writeWhole(handle, bytes);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
}
