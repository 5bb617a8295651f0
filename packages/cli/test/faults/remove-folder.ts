import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";

/** Removes a folder with what a kill has locked in it. */
export function removeFolder(directory: string): void {
  spawnSync("chattr", ["-R", "-f", "-i", directory]);
  rmSync(directory, { recursive: true, force: true });
}
