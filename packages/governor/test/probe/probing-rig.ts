import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gridworldTarget, type Policy, type ProbeTarget } from "@plimsoll/evidence";
import { digestOfValue } from "@plimsoll/foundation";
import { shippedPolicy } from "@plimsoll/kernel";
import { memoryLedger } from "@plimsoll/ledger";
import { onTestFinished } from "vitest";
import type { ProbePlan } from "../../src/probe/probe-plan.ts";
import { memoryKeyRing, rehearsalKeys } from "../../src/site/key-ring.ts";
import { Site } from "../../src/site/site.ts";

export const WEIGHTS = digestOfValue("the weights that are probed");

/** The fewest trials with which a window without failures proves 0.99. */
export const TRIALS = 348;

/** A site in memory with one run on imported weights, and a clock that a test may move. */
export function probingSite() {
  const keys = memoryKeyRing(rehearsalKeys("probing"));
  const clock = { ms: 1_790_000_000_000 };
  const site = new Site({
    ledger: memoryLedger({ origin: "plimsoll.local/site", signingKey: keys.key("ledger") }),
    keys,
    clock: { wallMs: () => clock.ms, monotonicMs: () => clock.ms },
  });
  onTestFinished(() => site.close());
  site.open("probing", {
    ...shippedPolicy,
    trialsPerWindow: TRIALS,
    screeningFlop: "1000000000000000000",
    // A run that is only probed gives back what it reserved, and ends; here it is to last.
    reservationTtlMs: 30 * shippedPolicy.reservationTtlMs,
  });
  site.accredit("acme", 20, 0);
  site.must("run.start:run-1", {
    type: "run.start",
    run: "run-1",
    lab: "acme",
    lineage: "line",
    tier: 1,
    domain: "general",
    basis: { kind: "weights", digest: WEIGHTS, trainedFlop: "1000000000" },
    datasets: [],
    flopPerSecondMax: "1000000000",
  });
  return { site, clock };
}

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "plimsoll-probe-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export const policyTarget = (act: Policy["act"]): ProbeTarget => gridworldTarget({ act });

export const planOf = (site: Site, target: ProbeTarget, over: Partial<ProbePlan> = {}): ProbePlan => ({
  site,
  subject: { kind: "run", run: "run-1" },
  digest: WEIGHTS,
  target,
  budget: { requestsMax: 1_000_000, tokensMax: 1_000_000 },
  directory: temporaryDirectory(),
  salt: () => "5a17",
  pace: async () => {},
  timers: { every: () => ({ stop: () => {} }) },
  onProgress: () => {},
  signal: new AbortController().signal,
  ...over,
});
