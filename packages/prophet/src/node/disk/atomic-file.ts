import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Names that are no file's yet; what a killed process left under one is nobody's. */
export const TEMPORARY = /^\.checkpoint_\w+\.safetensors\.[0-9a-f-]{36}\.tmp$/u;

/**
 * Puts a file on the disk whole: written beside under a name of its own, synced, renamed, and the folder synced. A kill at any moment leaves the
 * old file or the new one. A link that stands at the path is replaced, and not followed.
 *
 * @param beforeItAppears when all bytes are on the disk, and not yet under their name
 */
export function writeAtomically(path: string, bytes: Uint8Array, beforeItAppears: () => void = () => {}): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    writeFileSync(temporary, bytes, { flag: "wx", flush: true });
    beforeItAppears();
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw cause;
  }
  syncFolder(dirname(path));
}

/** Without it a new name may be lost with the power. Windows does not open folders, and needs it not. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
