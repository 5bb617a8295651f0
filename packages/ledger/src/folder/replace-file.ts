import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

/** The content of a file, or `undefined` when there is none. */
export function readFile(directory: string, file: string): Uint8Array | undefined {
  try {
    return readFileSync(join(directory, file));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cause;
  }
}

/**
 * Replaces a file at once: a reader sees the old content or the new one, never a part.
 *
 * The directory is not synced: after a power cut the old file may be back, and an older checkpoint is a true one.
 */
export function replaceFile(directory: string, file: string, content: Uint8Array): void {
  const temporary = join(directory, `${file}.tmp`);
  try {
    writeDurably(temporary, content);
    renameSync(temporary, join(directory, file));
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw cause;
  }
}

/** Makes what was written to a file durable. */
export function syncFile(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function writeDurably(path: string, content: Uint8Array): void {
  const descriptor = openSync(path, "w", 0o644);
  try {
    for (let offset = 0; offset < content.length;) offset += writeSync(descriptor, content, offset);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
