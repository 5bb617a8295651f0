import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { requireOutcome } from "../outcome.ts";

/** Makes one failed trial disappear, in the same number of bytes, as somebody would who has the file and not the key. */
export function tamper(folder: string): void {
  const path = join(folder, "ledger.log");
  const log = readFileSync(path);
  const at = firstFailure(log);
  requireOutcome(at > 0, "a window with failures in the ledger", "none");
  log[at] = (log[at] ?? 0) - 1;
  writeFileSync(path, log);
}

const FAILED = Buffer.from('"uncontrolled":');
const [ONE, NINE] = [0x31, 0x39];

/** Where the first count of failed trials above 0 begins; -1 where there is none. */
function firstFailure(log: Buffer): number {
  for (let at = log.indexOf(FAILED); at >= 0; at = log.indexOf(FAILED, at + 1)) {
    const digit = log[at + FAILED.length] ?? 0;
    if (digit >= ONE && digit <= NINE) return at + FAILED.length;
  }
  return -1;
}
