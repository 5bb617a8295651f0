import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalAt, partKey, seedKey } from "../random/counter.ts";
import { BOOTSTRAP_DEFAULTS, bootstrapDistribution, bootstrapInterval, quantileOfSorted } from "./bootstrap.ts";
import { interquartileMean } from "./interquartile-mean.ts";
import { meanScore } from "./mean-score.ts";
import { overAllRuns, pairedDifference } from "./resampled-statistic.ts";
import type { Scores } from "./scores.ts";

interface BootstrapRow {
  readonly seed: number;
  readonly resamples: number;
  readonly level: number;
  readonly scores: Scores;
  readonly other: Scores;
  readonly iqm: { readonly percentile: readonly [number, number]; readonly bca: readonly [number, number] };
  readonly gain: { readonly percentile: readonly [number, number] };
}

const golden = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/simulation/evaluation.json", import.meta.url), "utf8"),
) as { readonly bootstraps: readonly BootstrapRow[] };
const settings = { ...BOOTSTRAP_DEFAULTS, key: seedKey(1) };

describe("golden resamples", () => {
  test.each(golden.bootstraps)("SIM-223 percentile and BCa intervals as NumPy and SciPy give, seed $seed", (row) => {
    const key = seedKey(row.seed);
    const iqm = overAllRuns(row.scores, interquartileMean);
    for (const method of ["percentile", "bca"] as const) {
      const { low, high } = bootstrapInterval(iqm, { ...row, key, method });
      expect(low).toBeCloseTo(row.iqm[method][0], 10);
      expect(high).toBeCloseTo(row.iqm[method][1], 10);
    }
  });

  test.each(golden.bootstraps)("SIM-228 one resample takes the same runs of both sides, seed $seed", (row) => {
    const gain = pairedDifference(row.other, row.scores, meanScore);
    const { low, high } = bootstrapInterval(gain, { ...row, key: seedKey(row.seed), method: "percentile" });
    expect([low, high]).toEqual(row.gain.percentile.map((end) => expect.closeTo(end, 10)));
  });
});

describe("draws", () => {
  const scores = [
    [1, 5, 2, 8, 3],
    [10, 40, 30, 20, 50],
  ];
  const statistic = overAllRuns(scores, meanScore);

  test("SIM-222 more resamples only add to those that were there", () => {
    const few = bootstrapDistribution(statistic, { ...settings, resamples: 100 });
    const many = bootstrapDistribution(statistic, { ...settings, resamples: 300 });
    expect([...many.subarray(0, 100)]).toEqual([...few]);
    expect(new Set(many).size).toBeGreaterThan(50);
  });

  test("SIM-222 runs are drawn within their profile: as many of each, always", () => {
    const taken = { strata: [5, 5], of: (counts: Uint32Array) => counts.subarray(0, 5).reduce((a, b) => a + b) };
    expect(new Set(bootstrapDistribution(taken, settings))).toEqual(new Set([5]));
  });

  test("SIM-222 every run is drawn about equally often", () => {
    const shares = [0, 0, 0, 0, 0];
    const counted = {
      strata: [5],
      of: (counts: Uint32Array) => {
        counts.forEach((count, run) => (shares[run] = (shares[run] as number) + count));
        return 0;
      },
    };
    bootstrapDistribution(counted, settings);
    // 50 000 draws: σ of a share is 0.0018.
    for (const share of shares) expect(share / 50_000).toBeCloseTo(0.2, 2);
  });

  test.each([
    { resamples: 99 },
    { resamples: 1_000_001 },
    { resamples: 200.5 },
    { level: 0 },
    { level: 1 },
    { level: Number.NaN },
  ])("SIM-222 refuses settings that say nothing: %o", (broken) => {
    expect(() => bootstrapInterval(statistic, { ...settings, ...broken })).toThrow(
      expect.objectContaining({ code: "BOOTSTRAP_SETTINGS" }),
    );
  });
});

describe("coverage", () => {
  const RUNS = 30;
  const DATA_SETS = 600;
  const quick = { resamples: 500, level: 0.9, method: "percentile" } as const;
  const normals = (set: number): Scores => [
    Array.from({ length: RUNS }, (_, run) => normalAt(partKey(seedKey(77), set), run)),
  ];
  const skewed = (set: number): Scores => normals(set).map((profile) => profile.map((value) => Math.exp(value)));

  /** The share of data sets whose interval holds the truth; σ of it is at most 0.0123 at 0.9. */
  function coverage(
    scoresOf: (set: number) => Scores,
    truth: number,
    method: "percentile" | "bca",
    level = 0.9,
  ): number {
    const held = Array.from({ length: DATA_SETS }, (_, set) => {
      const statistic = overAllRuns(scoresOf(set), truth === 0 ? interquartileMean : meanScore);
      const { low, high } = bootstrapInterval(statistic, { ...quick, level, method, key: seedKey(set) });
      return low <= truth && truth <= high;
    });
    return held.filter(Boolean).length / DATA_SETS;
  }

  test("SIM-224 90 % intervals of the interquartile mean hold the truth in 86 to 93 % of normal samples", () => {
    const share = coverage(normals, 0, "percentile");
    expect(share).toBeGreaterThan(0.86);
    expect(share).toBeLessThan(0.93);
  });

  test("SIM-224 50 % intervals hold it in about half: the level is obeyed, not just exceeded", () => {
    expect(coverage(normals, 0, "percentile", 0.5)).toBeCloseTo(0.48, 1);
  });

  test("SIM-224 on lopsided samples BCa holds the mean more often than percentiles, yet short of its level", () => {
    const truth = Math.exp(0.5);
    const [percentile, bca] = [coverage(skewed, truth, "percentile"), coverage(skewed, truth, "bca")];
    expect(bca).toBeGreaterThanOrEqual(percentile);
    expect(percentile).toBeGreaterThan(0.78);
    expect(bca).toBeLessThan(0.91);
  });
});

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

test("SIM-223 an interval stays within the scores, and moves with them", () => {
  fc.assert(
    fc.property(
      fc.array(finite, { minLength: 2, maxLength: 12 }),
      fc.integer({ min: -1000, max: 1000 }),
      (runs, shift) => {
        const few = { ...settings, resamples: 100 };
        const { low, high } = bootstrapInterval(overAllRuns([runs], interquartileMean), few);
        const moved = bootstrapInterval(overAllRuns([runs.map((run) => run + shift)], interquartileMean), few);
        const slack = 1e-9 * (1 + Math.max(...runs.map(Math.abs)) + Math.abs(shift));
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(Math.min(...runs) - slack);
        expect(high).toBeLessThanOrEqual(Math.max(...runs) + slack);
        expect(Math.abs(moved.low - low - shift)).toBeLessThan(slack);
      },
    ),
    { numRuns: 60 },
  );
});

test("SIM-223 scores that are all the same have an interval of no width, by either method", () => {
  for (const method of ["percentile", "bca"] as const) {
    const interval = bootstrapInterval(overAllRuns([[4, 4, 4]], interquartileMean), { ...settings, method });
    expect(interval).toMatchObject({ estimate: 4, low: 4, high: 4 });
  }
});

test("SIM-223 quantiles are interpolated between order statistics", () => {
  const sorted = Float64Array.of(1, 2, 4, 8);
  expect([0, 0.5, 0.75, 1].map((share) => quantileOfSorted(sorted, share))).toEqual([1, 3, 5, 8]);
});
