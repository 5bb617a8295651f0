import { renameSync, writeFileSync } from "node:fs";

/** For the owner alone, durable, and whole or not there. */
export function writePrivately(file: string, text: string): void {
  writeFileSync(`${file}.tmp`, text, { mode: 0o600, flush: true });
  renameSync(`${file}.tmp`, file);
}
