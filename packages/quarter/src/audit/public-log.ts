import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";

const PUBLIC_FILES = ["ledger.log", "checkpoint"];

/** Copies what a log shows to anybody: its leaves and its checkpoint. Its own idea of its key stays behind, and what its writer works with. */
export function copyLog(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const file of PUBLIC_FILES) cpSync(join(from, file), join(to, file));
}
