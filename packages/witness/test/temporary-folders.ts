import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";

/** Memory where there is some: most tests do not need the disk. */
const BASE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Gives fresh folders and removes them after each test. */
export function temporaryFolders(): () => string {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(BASE, "plimsoll-witness-"));
    folders.push(folder);
    return folder;
  };
}
