import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { signingKeyFromSeed, systemClock } from "@plimsoll/foundation/node";
import { openLedger } from "@plimsoll/ledger";

const ORIGIN = "plimsoll.trial/site-0";

/** A real ledger folder with these entries, and how a site hands it out. */
export function ledgerFolder(directory: string, texts: readonly string[]) {
  const signingKey = signingKeyFromSeed(new Uint8Array(32).fill(3));
  const home = join(directory, "ledger");
  const ledger = openLedger({ directory: home, origin: ORIGIN, signingKey, clock: systemClock });
  const sorted = texts.map(canonical);
  for (const text of sorted) ledger.append([text]);
  ledger.close();
  return {
    origin: ORIGIN,
    entries: sorted,
    log: readFileSync(join(home, "ledger.log")),
    keyPem: signingKey.publicKey.toPem(),
    copyTo: (to: string) => cpSync(home, to, { recursive: true }),
  };
}

/** Keys in the order of RFC 8785, as a kernel's shell writes them. */
const canonical = (text: string): string => JSON.stringify(sorted(JSON.parse(text)));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
