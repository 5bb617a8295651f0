import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Replaces a file by a rename, durable on return: a reader sees the old content or the new. Makes its folder. */
export function writeAtomically(file: string, content: string): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true });
  // What a killed process left there; a link that was put there is not followed.
  rmSync(`${file}.tmp`, { force: true });
  const draft = openSync(`${file}.tmp`, "wx");
  try {
    writeFileSync(draft, content);
    fsyncSync(draft);
  } finally {
    closeSync(draft);
  }
  renameSync(`${file}.tmp`, file);
  const parent = openSync(folder, "r");
  try {
    fsyncSync(parent);
  } finally {
    closeSync(parent);
  }
}
