import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seedKey } from "../random/counter.ts";
import { BOOTSTRAP_DEFAULTS, bootstrapInterval } from "./bootstrap.ts";
import { interquartileMean } from "./interquartile-mean.ts";
import { meanAndDeviation } from "./mean-and-deviation.ts";
import { meanScore, optimalityGap } from "./mean-score.ts";
import { normalCumulative, normalQuantile, normalTwoSided } from "./normal-distribution.ts";
import { pairedSigns } from "./paired-signs.ts";
import { performanceProfile, thresholdsOver } from "./performance-profile.ts";
import { probabilityOfImprovement } from "./probability-of-improvement.ts";
import { estimateOf, independentDifference, overAllRuns, pairedDifference } from "./resampled-statistic.ts";
import { checkedScores, type Scores } from "./scores.ts";

interface AggregateRow {
  readonly scores: Scores;
  readonly other: Scores;
  readonly rliableIqm: number | null;
  readonly iqm: number;
  readonly mean: number;
  readonly deviation: number;
  readonly optimalityGap: number;
  readonly probabilityOfImprovement: number;
  readonly profile: { readonly thresholds: readonly number[]; readonly shares: readonly number[] };
  readonly tied?: { readonly scores: Scores; readonly other: Scores; readonly probabilityOfImprovement: number };
}

const golden = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/simulation/evaluation.json", import.meta.url), "utf8"),
) as {
  readonly aggregates: readonly AggregateRow[];
  readonly signTests: readonly { readonly wins: number; readonly losses: number; readonly pValue: number }[];
  readonly normal: {
    readonly cumulative: readonly { readonly z: number; readonly p: number }[];
    readonly quantile: readonly { readonly z: number; readonly p: number }[];
  };
};
const settings = { ...BOOTSTRAP_DEFAULTS, key: seedKey(3), resamples: 400 };
const iqmOf = (scores: Scores): number => estimateOf(overAllRuns(scores, interquartileMean));
const runs = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 15 });

describe("as rliable computes them", () => {
  test.each(golden.aggregates)("SIM-221 interquartile mean $iqm", (row) => {
    expect(iqmOf(row.scores)).toBeCloseTo(row.iqm, 10);
    if (row.rliableIqm !== null) expect(iqmOf(row.scores)).toBeCloseTo(row.rliableIqm, 10);
  });

  test.each(golden.aggregates)("SIM-227 mean $mean, population deviation, optimality gap", (row) => {
    expect(estimateOf(overAllRuns(row.scores, meanScore))).toBeCloseTo(row.mean, 10);
    expect(meanAndDeviation(row.scores.flat()).deviation).toBeCloseTo(row.deviation, 10);
    expect(estimateOf(overAllRuns(row.scores, optimalityGap(12)))).toBeCloseTo(row.optimalityGap, 10);
  });

  test.each(golden.aggregates)("SIM-226 probability of improvement $probabilityOfImprovement", (row) => {
    const found = estimateOf(probabilityOfImprovement(row.scores, row.other));
    expect(found).toBeCloseTo(row.probabilityOfImprovement, 10);
  });

  test.each(golden.aggregates.flatMap(({ tied }) => tied ?? []))("SIM-226 ties count one half", (row) => {
    const found = estimateOf(probabilityOfImprovement(row.scores, row.other));
    expect(found).toBeCloseTo(row.probabilityOfImprovement, 10);
  });

  test.each(golden.aggregates)("SIM-225 performance profile $profile.shares", ({ scores, profile }) => {
    const points = performanceProfile(scores, profile.thresholds, settings);
    expect(points.map(({ estimate }) => estimate)).toEqual(profile.shares.map((share) => expect.closeTo(share, 10)));
  });
});

describe("interquartile mean", () => {
  test("SIM-221 one run is its own, and what is outside the middle half does not move it", () => {
    expect(iqmOf([[7]])).toBe(7);
    expect(iqmOf([[-1000, 2, 4, 1e6]])).toBe(3);
    // Of five, a run and a quarter go from either end: 0.75·2 + 3 + 0.75·4 over 2.5.
    expect(iqmOf([[1, 2, 3, 4, 100]])).toBeCloseTo(3, 12);
    expect(iqmOf([[1, 2, 30, 40, 100]])).toBeCloseTo((0.75 * 2 + 30 + 0.75 * 40) / 2.5, 12);
  });

  test("SIM-221 the order of runs does not matter", () => {
    fc.assert(fc.property(runs, (scores) => iqmOf([scores]) === iqmOf([scores.toReversed()])));
  });
});

describe("probability of improvement", () => {
  test("SIM-226 turned round, the two chances sum to 1, whatever the ties", () => {
    fc.assert(
      fc.property(runs, runs, (left, right) => {
        const there = estimateOf(probabilityOfImprovement([left], [right]));
        const back = estimateOf(probabilityOfImprovement([right], [left]));
        expect(there + back).toBeCloseTo(1, 12);
        const wins: readonly number[] = left.flatMap((a) => right.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
        expect(there).toBeCloseTo(wins.reduce((sum, win) => sum + win, 0) / wins.length, 12);
      }),
    );
  });

  test("SIM-226 its interval lies within 0 and 1 and holds the estimate", () => {
    const better = probabilityOfImprovement([[5, 6, 7, 9, 4]], [[1, 2, 6, 3, 0, 2]]);
    const { estimate, low, high } = bootstrapInterval(better, settings);
    expect([0 <= low, low < estimate, estimate <= high, high <= 1]).toEqual([true, true, true, true]);
  });
});

describe("differences", () => {
  const hard = [[1, 20, 300, 4000, 50_000, 6, 70, 800]];
  const better = hard.map((profile) => profile.map((score, seed) => score + 1 + (seed % 2)));

  test("SIM-228 on the same seeds a small gain shows through a large spread, independently it does not", () => {
    const paired = bootstrapInterval(pairedDifference(better, hard, meanScore), settings);
    const independent = bootstrapInterval(independentDifference(better, hard, meanScore), settings);
    expect(paired.low).toBeGreaterThan(0.9);
    expect(paired.estimate).toBeCloseTo(1.5, 6);
    expect(independent.low).toBeLessThan(0);
    expect(independent.estimate).toBeCloseTo(1.5, 6);
  });

  test("SIM-228 seeds that do not match are no pairs", () => {
    expect(() => pairedDifference([[1, 2]], [[1]], meanScore)).toThrow(
      expect.objectContaining({ code: "EVALUATION_SCORES" }),
    );
    expect(() => pairedDifference([[1], [2]], [[1]], meanScore)).toThrow(/same profiles/);
  });
});

describe("paired signs", () => {
  test("SIM-229 wins, ties and losses by seed", () => {
    expect(pairedSigns([[3, 2, 1]], [[1, 2, 3]])).toMatchObject({ wins: 1, ties: 1, losses: 1 });
    expect(pairedSigns([[1, 2]], [[1, 2]])).toEqual({ wins: 0, ties: 2, losses: 0, pValue: 1 });
  });

  test.each(golden.signTests)("SIM-229 sign test of $wins against $losses", ({ wins, losses, pValue }) => {
    const left = [...Array<number>(wins).fill(1), ...Array<number>(losses).fill(-1), 0];
    const found = pairedSigns([left], [left.map(() => 0)]).pValue;
    expect(Math.abs(found - pValue)).toBeLessThanOrEqual(1e-9 * pValue);
  });
});

describe("performance profile", () => {
  test("SIM-225 falls from at most 1 to 0, bands around it", () => {
    const scores = [
      [1, 5, 9, 12],
      [2, 2, 8, 30],
    ];
    const points = performanceProfile(scores, thresholdsOver([scores], 30), settings);
    points.forEach(({ low, estimate, high }, index) => {
      expect(low).toBeLessThanOrEqual(estimate);
      expect(high).toBeGreaterThanOrEqual(estimate);
      if (index > 0) expect(estimate).toBeLessThanOrEqual(points[index - 1]?.estimate ?? 0);
    });
    // Strictly above: the best run is not above itself.
    expect(points.at(-1)).toMatchObject({ threshold: 30, estimate: 0 });
    expect(points[0]).toMatchObject({ threshold: 1, estimate: 7 / 8 });
  });
});

test("SIM-220 a table of scores is full and finite", () => {
  expect(
    checkedScores([
      [1, 2],
      [3, 4],
    ]),
  ).toHaveLength(2);
  for (const broken of [[], [[]], [[1, 2], [3]], [[1, Number.NaN]], [[Infinity]]]) {
    expect(() => checkedScores(broken)).toThrow(expect.objectContaining({ code: "EVALUATION_SCORES" }));
  }
});

describe("normal distribution", () => {
  test.each(golden.normal.cumulative)("SIM-230 P(Z ≤ $z)", ({ z, p }) => {
    expect(Math.abs(normalCumulative(z) - p)).toBeLessThan(1e-12 * p);
  });

  test.each(golden.normal.quantile)("SIM-230 quantile of $p", ({ z, p }) => {
    expect(Math.abs(normalQuantile(p) - z)).toBeLessThanOrEqual(1e-12 * Math.max(1e-3, Math.abs(z)));
  });

  test("SIM-230 both sides together, and the ends", () => {
    expect(normalTwoSided(0)).toBe(1);
    expect(normalTwoSided(-1.959963984540054)).toBeCloseTo(0.05, 12);
    expect([0, 1, -0.1, Number.NaN].map(normalQuantile)).toEqual([-Infinity, Infinity, Number.NaN, Number.NaN]);
  });
});

test("SIM-227 no values have no mean, rather than 0", () => {
  expect(meanAndDeviation([])).toEqual({ mean: Number.NaN, deviation: Number.NaN, count: 0 });
  expect(meanAndDeviation([1e9, 1e9 + 2])).toEqual({ mean: 1e9 + 1, deviation: 1, count: 2 });
});
