import { closeSync, fsyncSync, openSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { writeWhole } from "./write-whole.ts";

/** Replaces a file by a rename, so that a reader sees the old content or the new and never a half. */
export function writeFileAtomically(file: string, content: string | Uint8Array): void {
  const draft = `${file}.tmp`;
  const handle = openSync(draft, "w");
  try {
    writeWhole(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
  const folder = openSync(dirname(file), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
