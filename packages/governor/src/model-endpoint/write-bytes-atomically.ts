import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";

/** Writes a file by a rename, so that a reader sees all of it or none. */
export function writeBytesAtomically(file: string, bytes: Uint8Array): void {
  const draft = `${file}.tmp`;
  const handle = openSync(draft, "w");
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(handle, bytes, written);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
}
