import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The checkpoint that a ledger's folder shows to the world, the cosigned one where there is one; `null` where there is none. */
export function publishedNote(directory: string): string | null {
  const files = ["checkpoint.witnessed", "checkpoint"].map((name) => join(directory, name));
  const file = files.find((path) => existsSync(path));
  return file === undefined ? null : readFileSync(file, "utf8");
}
