import { describe, expect, test } from "vitest";
import { percentileTier } from "../../src/tier/percentile.ts";
import { KEYS, testPolicy, TestSite, weights } from "../test-site.ts";

const CU = 1_000_000;

const benchmark = (digest: `sha256:${string}`, wins: number, comparisons = 1_000) =>
  ({
    type: "benchmark.record",
    run: "run-1",
    digest,
    source: weights("source"),
    population: weights("population"),
    eval: { comparisons, wins },
    shadow: { comparisons, wins: Math.floor(wins / 2) },
    capabilityGainMicroCu: null,
  }) as const;

describe("tiers", () => {
  test.each([
    // Who would win 80 of 100 loses twice in a row with a chance of 0.04, and once with 0.20.
    [0, 0, 3],
    [1, 0, 2],
    [2, 0, 1],
    [1_000, 700, 1],
    [1_000, 790, 2],
    [1_000, 930, 2],
    [1_000, 945, 3],
    [1_000, 1_000, 3],
  ] as const)("K-47 of %i comparisons %i won is Tier %i", (comparisons, wins, tier) => {
    expect(percentileTier({ comparisons, wins }, { comparisons, wins })).toBe(tier);
  });

  test("K-47 the worse context counts: holding back in one gains nothing", () => {
    const [low, high] = [
      { comparisons: 1_000, wins: 100 },
      { comparisons: 1_000, wins: 990 },
    ];
    expect(percentileTier(low, high)).toBe(3);
    expect(percentileTier(high, low)).toBe(3);
  });

  test("K-47 a checkpoint that has reached a higher tier owes the difference, and has it debited", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "500");
    site.do(benchmark(weights("w1"), 900));
    expect(site.state.runs.get("run-1")).toMatchObject({ tier: 2 });
    expect(site.wallet()).toMatchObject({ posted: 5 * CU, available: 21 * CU });
    expect(site.power().band).toBe("full");
  });

  test("K-47 where the difference cannot be paid there is no power", () => {
    const site = TestSite.inFull({ ...testPolicy, perHeadMicroCu: 100_000 });
    site.checkpoint(weights("w1"), "500");
    site.do(benchmark(weights("w1"), 900));
    expect(site.power()).toMatchObject({ levelPpm: 0, reasons: ["TIER_UNPAID"] });
  });

  test("K-47 the Reserve Class needs two operators besides the difference", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "500");
    site.do(benchmark(weights("w1"), 990));
    expect(site.state.runs.get("run-1")?.tier).toBe(3);
    expect(site.power()).toMatchObject({ levelPpm: 0, reasons: ["RESERVE_CLASS"] });
    expect(site.do({ type: "reserve.approve", run: "run-1" }, [KEYS.operatorA])).toBe("SIGNER_NOT_ALLOWED");
    site.do({ type: "reserve.approve", run: "run-1" }, [KEYS.operatorA, KEYS.operatorB]);
    expect(site.power().band).toBe("full");
  });

  test("K-47 FLOP alone can raise the tier, whatever the benchmark says", () => {
    const site = TestSite.inFull({ ...testPolicy, tierFloorFlop: { tier2: "400", tier3: "900000" } });
    site.checkpoint(weights("w1"), "500");
    site.do(benchmark(weights("w1"), 10));
    expect(site.state.runs.get("run-1")?.tier).toBe(2);
  });

  test("K-47 without a benchmark a model that is not screened is Tier 3, and nothing is debited for that", () => {
    const site = TestSite.inFull({ ...testPolicy, screeningFlop: "0" });
    expect(site.power().reasons).toEqual(["TIER_UNPAID"]);
    expect(site.wallet()?.reserved).toBe(1 * CU);
  });

  test("K-47 weights whose FLOP nobody knows are not screened", () => {
    const site = TestSite.opened();
    site.startFrom(weights("w0"), { flop: null });
    site.probe("set-1", weights("w0"));
    site.probe("set-2", weights("w0"));
    expect(site.power().reasons).toEqual(["TIER_UNPAID"]);
  });

  test("K-47 a fork cannot be started below what its lineage has reached", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "500");
    site.do(benchmark(weights("w1"), 900));
    expect(site.startFrom(weights("w1"), { run: "run-2" })).toBe("TIER_TOO_LOW");
    expect(site.startFrom(weights("w1"), { run: "run-2", tier: 2 })).toBeNull();
  });
});
