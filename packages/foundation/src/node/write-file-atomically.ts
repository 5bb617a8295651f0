import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { draftOf } from "./draft-file.ts";
import { writeWhole } from "./write-whole.ts";

/**
 * Replaces a file by a rename, durably: a reader sees the old content or the new and never a half, and of several who
 * write at once the last one's. What cannot be written leaves nothing behind.
 *
 * @param mode permissions of a new file, before the umask
 */
export function writeFileAtomically(file: string, content: string | Uint8Array, mode = 0o666): void {
  const draft = draftOf(file);
  try {
    withDescriptor(draft, "wx", mode, (descriptor) => {
      writeWhole(descriptor, content);
      fsyncSync(descriptor);
    });
    renameSync(draft, file);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw cause;
  }
  withDescriptor(dirname(file), "r", mode, fsyncSync);
}

function withDescriptor(path: string, flags: string, mode: number, act: (descriptor: number) => void): void {
  const descriptor = openSync(path, flags, mode);
  try {
    act(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
