import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder with files that is gone after the test, whatever was done to lock it. */
export function snapshot(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "plimsoll-freeze-"));
  onTestFinished(() => {
    unlock(root);
    rmSync(root, { recursive: true });
  });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** Takes every lock away again, past all our own code. */
export function unlock(root: string): void {
  spawnSync("chattr", ["-R", "-i", root], { stdio: "ignore" });
  execFileSync("chmod", ["-R", "u+w", root]);
}

/** Whether the file system of the temporary folder has the immutable attribute, and we may set it. */
export function hasImmutableFlag(): boolean {
  const root = mkdtempSync(join(tmpdir(), "plimsoll-flag-"));
  try {
    return spawnSync("chattr", ["+i", root], { stdio: "ignore" }).status === 0;
  } finally {
    spawnSync("chattr", ["-i", root], { stdio: "ignore" });
    rmSync(root, { recursive: true });
  }
}

/** Without the look at all processes of the machine, where a test is about something else. */
export const UNWATCHED = { writers: () => [] };
