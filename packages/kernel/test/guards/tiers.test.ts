import { describe, expect, test } from "vitest";
import type { Policy } from "../../src/policy/policy.ts";
import type { Checkpoint } from "../../src/state/checkpoint.ts";
import type { Run } from "../../src/state/run.ts";
import type { Site } from "../../src/state/state.ts";
import { requiredTier } from "../../src/tier/required-tier.ts";
import { percentileTier } from "../../src/tier/percentile.ts";
import type { Tier } from "../../src/wallet/price.ts";
import { checkpoint, digestNamed, NOW_MS, stateWith } from "../credit/samples.ts";
import { range } from "../graph/small-graphs.ts";
import { testPolicy } from "../test-site.ts";

const policy: Policy = {
  ...testPolicy,
  coverCheckpoints: 2,
  screeningFlop: "1000",
  tierFloorFlop: { tier2: "100000", tier3: "1000000" },
};
const site = { policy } as Site;
const run = { run: "run-1", tier: 1, head: digestNamed("w3"), poweredMs: 0, poweredSince: null, meteredMs: 0 } as Run;

interface Case {
  readonly run?: Partial<Run>;
  readonly head?: Partial<Checkpoint>;
  readonly benchmark?: { readonly on: string; readonly tier: Tier; readonly agoMs?: number };
}

/** w0 → … → w3 of 5 000 FLOP each, too many to be screened and too few for a floor: what a run on w3 needs. */
function required({ run: fields = {}, head = {}, benchmark }: Case) {
  const measured =
    benchmark === undefined
      ? null
      : {
          digest: digestNamed(benchmark.on),
          tier: benchmark.tier,
          capabilityGainMicroCu: null,
          recordedAt: NOW_MS - (benchmark.agoMs ?? 0),
        };
  const line = range(4).map((ordinal) => checkpoint(`w${ordinal}`, { ordinal, trainedFlop: "5000" }));
  const newest = checkpoint("w3", { ordinal: 3, trainedFlop: "5000", benchmark: measured, ...head });
  return requiredTier(
    stateWith({ site, checkpoints: [...line.slice(0, 3), newest] }),
    site,
    { ...run, ...fields },
    NOW_MS,
  );
}

const TTL = policy.evidenceTtlMs;
const UNKNOWN = { tier: 3, isKnown: false } as const;
const known = (tier: Tier) => ({ tier, isKnown: true });

describe("the tier that weights have reached", () => {
  test.each<[string, Case, ReturnType<typeof required>]>([
    ["without a benchmark", {}, UNKNOWN],
    ["with one on these weights", { benchmark: { on: "w3", tier: 1 } }, known(1)],
    ["with one that shows more", { benchmark: { on: "w3", tier: 2 } }, known(2)],
    ["with one as old as evidence may be", { benchmark: { on: "w3", tier: 1, agoMs: TTL } }, known(1)],
    ["with one that is older", { benchmark: { on: "w3", tier: 1, agoMs: TTL + 1 } }, UNKNOWN],
    ["with one on the last ancestor that it covers", { benchmark: { on: "w1", tier: 1 } }, known(1)],
    ["with one on an ancestor beyond its cover", { benchmark: { on: "w0", tier: 1 } }, UNKNOWN],
    ["with one on weights that nobody registered", { benchmark: { on: "w9", tier: 1 } }, UNKNOWN],
    ["started higher than its benchmark", { run: { tier: 2 }, benchmark: { on: "w3", tier: 1 } }, known(2)],
    ["at a floor above its benchmark", { head: { trainedFlop: "100000" }, benchmark: { on: "w3", tier: 1 } }, known(2)],
    [
      "of FLOP that nobody knows, whatever its benchmark",
      { head: { trainedFlop: null, flopAtMost: null }, benchmark: { on: "w3", tier: 1 } },
      known(3),
    ],
    ["small enough to be screened", { head: { trainedFlop: "999" } }, known(1)],
    ["small, and started higher", { head: { trainedFlop: "999" }, run: { tier: 2 } }, known(2)],
    ["one FLOP too large to be screened", { head: { trainedFlop: "1000" } }, UNKNOWN],
    ["before its first weights, as it was started", { run: { head: null, tier: 2 } }, known(2)],
    ["on weights that nobody registered, as it was started", { run: { head: digestNamed("w9") } }, known(1)],
  ])("K-47 of a run %s", (_, given, expected) => {
    expect(required({ ...given })).toEqual(expected);
  });

  test("K-47 no comparisons prove no tier", () => {
    expect(percentileTier({ comparisons: 0, wins: 0 }, { comparisons: 1_000, wins: 0 })).toBe(3);
  });
});
