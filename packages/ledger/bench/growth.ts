/**
 * How cost grows with the log, in a process of its own so that its memory is its own: appends in batches to 10^3 … 10^7
 * entries, and at each size proves, verifies and opens again. Prints one JSON line a size.
 *
 * Run by ledger.ts: node --conditions=@plimsoll/source growth.ts FOLDER LARGEST
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { generateSigningKey } from "@plimsoll/foundation/node";
import { verifyLedger } from "@plimsoll/verifier";
import { type Ledger, openLedger } from "../src/index.ts";
import { sampleEntries } from "./sample-entries.ts";

const BATCH = 1_024;
const PROOFS = 200;

const [folder = "", largest = "1000000"] = process.argv.slice(2);
const directory = join(folder, "growing");
const identity = { directory, origin: "bench", signingKey: generateSigningKey() };

const msOf = (action: () => void): number => {
  const start = performance.now();
  action();
  return performance.now() - start;
};

const rssMb = (): number => Math.round(process.memoryUsage.rss() / 1e6);

function grownTo(ledger: Ledger, size: number): { entriesPerSecond: number; rssMbMax: number } {
  const first = ledger.size;
  let rssMbMax = 0;
  const ms = msOf(() => {
    while (ledger.size < size) {
      ledger.append(sampleEntries(Math.min(BATCH, size - ledger.size), ledger.size));
      rssMbMax = Math.max(rssMbMax, rssMb());
    }
  });
  return { entriesPerSecond: Math.round((1_000 * (size - first)) / ms), rssMbMax };
}

function proveUs(ledger: Ledger): number {
  const times = Array.from({ length: PROOFS }, (_, place) => {
    const index = Math.floor((ledger.size * place) / PROOFS);
    return 1_000 * msOf(() => ledger.prove(index));
  });
  return Math.round(times.toSorted((left, right) => left - right)[PROOFS / 2] ?? Number.NaN);
}

for (let size = 1_000; size <= Number(largest); size *= 10) {
  const ledger = openLedger(identity);
  const { entriesPerSecond, rssMbMax } = grownTo(ledger, size);
  const provedUs = proveUs(ledger);
  ledger.close();
  let verified = 0;
  const verifyMs = msOf(() => {
    const verdict = verifyLedger(directory);
    verified = verdict.ok ? verdict.size : 0;
  });
  if (verified !== size) throw new Error(`${verified} of ${size} entries verified`);
  const afterVerifying = rssMb();
  const openMs = Math.round(msOf(() => openLedger(identity).close()));
  const memoryMb = Math.max(rssMbMax, afterVerifying);
  const figures = { size, appendPerSecond: entriesPerSecond, proveUs: provedUs, openMs, memoryMb };
  process.stdout.write(`${JSON.stringify({ ...figures, verifyPerSecond: Math.round((1_000 * size) / verifyMs) })}\n`);
}
rmSync(directory, { recursive: true, force: true });
