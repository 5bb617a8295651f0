import { describe, expect, test } from "vitest";
import { perCell } from "../../src/control/cell.ts";
import type { ControlPoint } from "../../src/control/steerability.ts";
import { type LockInFacts, lockInOf } from "../../src/lock-in/lock-in.ts";
import { lockInFacts } from "../../src/lock-in/lock-in-facts.ts";
import type { Policy } from "../../src/policy/policy.ts";
import type { Benchmark, Checkpoint } from "../../src/state/checkpoint.ts";
import type { Run } from "../../src/state/run.ts";
import type { Site } from "../../src/state/state.ts";
import { checkpoint, digestNamed, stateWith } from "../credit/samples.ts";
import { testPolicy } from "../test-site.ts";

const CU = 1_000_000;
/** The largest number of FLOP that a command takes. */
const MOST_FLOP = "9".repeat(39);

/** Interventions that held on some weights: ten in each of the eight cells. */
const pointOn = (name: string): ControlPoint => ({
  digest: digestNamed(name),
  ordinal: 1,
  trainedFlop: null,
  leasedMs: 0,
  cells: perCell(() => ({ trials: 12, uncontrolled: 1, failures: 2 })),
});

interface Case {
  readonly policy?: Partial<Policy>;
  readonly run?: Partial<Run>;
  readonly parent?: Partial<Checkpoint>;
  readonly head?: Partial<Checkpoint>;
}

/** w0 → w1, the head: 250 FLOP of a quantum of 1 000, in Tier 1. */
function factsOf({ policy = {}, run = {}, parent = {}, head = {} }: Case = {}): LockInFacts | null {
  const weights = { ordinal: 1, parent: digestNamed("w0"), trainedFlop: "350", lastSets: [], ...head };
  const state = stateWith({
    checkpoints: [checkpoint("w0", { trainedFlop: "100", ...parent }), checkpoint("w1", weights)],
  });
  const site = { policy: { ...testPolicy, runQuantumFlop: "1000", ...policy } } as Site;
  const going = { run: "run-1", tier: 1, domain: "general", head: digestNamed("w1"), series: [], ...run } as Run;
  return lockInFacts(state, site, going);
}

describe("what optimisation has used", () => {
  test.each<[string, Case, number]>([
    ["the share of the price that training since the parent took", {}, CU / 4],
    ["rounded up", { head: { trainedFlop: "351", flopAtMost: "351" }, policy: { runQuantumFlop: "3000000" } }, 84],
    ["of the dearer price in Tier 2", { run: { tier: 2 } }, (5 * CU) / 4],
    ["as far as JSON carries it", { head: { trainedFlop: MOST_FLOP, flopAtMost: MOST_FLOP } }, Number.MAX_SAFE_INTEGER],
    ["all of it under a flat price", { policy: { runQuantumFlop: null } }, CU],
    ["all of it where a quantum is of no FLOP", { policy: { runQuantumFlop: "0" } }, CU],
    ["all of it where nobody knows what the parent had", { parent: { trainedFlop: null, flopAtMost: null } }, CU],
    ["all of it where nobody knows what the weights have", { head: { trainedFlop: null, flopAtMost: null } }, CU],
    [
      "what came since the last measure where nobody measured the parent, whatever that can have had at most",
      { parent: { trainedFlop: null, flopAtMost: "600" } },
      (35 * CU) / 100,
    ],
    [
      "what came between two bounds where nobody measured either",
      { parent: { trainedFlop: null, flopAtMost: "400" }, head: { trainedFlop: null, flopAtMost: "600" } },
      CU / 5,
    ],
    ["the most that it can be where nobody measured", { head: { trainedFlop: null, flopAtMost: "600" } }, CU / 2],
  ])("K-50 is %s", (_, given, consumedMicroCu) => {
    expect(factsOf(given)?.consumedMicroCu).toBe(consumedMicroCu);
  });

  test("K-50 there is no verdict before the first checkpoint", () => {
    expect(factsOf({ run: { head: null } })).toBeNull();
    expect(factsOf({ run: { head: digestNamed("w0") } })).toBeNull();
  });

  const benchmark = (name: string): Benchmark => ({
    digest: digestNamed(name),
    tier: 1,
    capabilityGainMicroCu: 7,
    recordedAt: 0,
  });

  test("K-50 gain is what was reported of these very weights, not of their ancestors", () => {
    expect(factsOf({ head: { benchmark: benchmark("w1") } })?.capabilityGainMicroCu).toBe(7);
    expect(factsOf({ head: { benchmark: benchmark("w0") } })?.capabilityGainMicroCu).toBeNull();
    expect(factsOf()?.capabilityGainMicroCu).toBeNull();
  });

  test("K-50 a gain below what was consumed takes nothing off it", () => {
    const facts = { ...(factsOf() as LockInFacts), consumedMicroCu: 2 * CU, capabilityGainMicroCu: 0 };
    expect(lockInOf(facts).enforcedMicroCu).toBe(2 * CU);
  });
});

describe("what control has done", () => {
  test("K-50 interventions that held on these very weights, over all cells", () => {
    expect(factsOf({ run: { series: [pointOn("w0"), pointOn("w1")] } })?.interventions).toBe(80);
    expect(factsOf({ run: { series: [pointOn("w0")] } })?.interventions).toBe(0);
    const better = { ...pointOn("w1"), cells: perCell(() => ({ trials: 12, uncontrolled: 0, failures: 0 })) };
    expect(factsOf({ run: { series: [pointOn("w0"), better] } })?.interventions).toBe(96);
  });

  test.each([
    ["general", 1_000_000],
    ["recursive-optimisation", 4_000_000],
    ["a domain that the policy has dropped", 0],
  ])("K-50 k is that of the run's domain: %s, %i ppm", (domain, kPpm) => {
    expect(factsOf({ run: { domain } })?.kPpm).toBe(kPpm);
  });
});
