import { existsSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";

export interface LedgerAndKeys {
  readonly ledger: string;
  readonly keys: string;
}

/**
 * Sees that no ledger is without its key: a key is made with a ledger and never after it, since another could not go on
 * with it and would lie where the right one belongs. Throws `KEYS_MISSING`.
 */
export function assertLedgerKeyFound({ ledger, keys }: LedgerAndKeys): void {
  if (!existsSync(join(ledger, "ledger.log")) || existsSync(join(keys, "ledger.pem"))) return;
  throw new PlimsollError({
    code: "KEYS_MISSING",
    expected: `the key that this ledger was made with, as "${join(keys, "ledger.pem")}"`,
    received: "no such file; no key was made",
    fix: "put the site's own keys folder back, or only read it: plimsoll serve --read-only",
  });
}
