import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { detectablePairedGapPpm, pairedGapProven, pairedGapShown } from "./paired-gap.ts";
import { ppm, reduced } from "./ratio.ts";
import { detectableGapPpm, totalVariationBounds } from "./total-variation.ts";

interface Vectors {
  readonly limitPpm: number;
  readonly rows: readonly {
    readonly evaluated: readonly number[];
    readonly shadowed: readonly number[];
    readonly lowerPpm: number;
    readonly upperPpm: number;
  }[];
  readonly power: readonly {
    readonly trials: number;
    readonly categories: number;
    readonly detectableGapPpm: number | null;
    readonly leastChanceShown?: number;
  }[];
  readonly chanceProven: Record<"twoEqualCategories1000" | "fiveEqualCategories2000", number>;
  readonly pairs: readonly { readonly discordant: number; readonly pairs: number }[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/statistics/total-variation.json", import.meta.url), "utf8"),
) as Vectors;

const alpha = ppm(50_000);
const limit = ppm(vectors.limitPpm);

test.each(vectors.rows)("F-17 the gap's bounds are those of the independent table: %o", (row) => {
  expect(totalVariationBounds(row, alpha)).toEqual({ lowerPpm: row.lowerPpm, upperPpm: row.upperPpm });
});

test("F-17 1 000 probes prove a gap of at most 0.10 for two equal categories, 2 000 for five, about three times in four", () => {
  expect(vectors.chanceProven.twoEqualCategories1000).toBeCloseTo(0.8, 1);
  expect(vectors.chanceProven.fiveEqualCategories2000).toBeCloseTo(0.74, 1);
});

test("F-17 swapping the contexts or reordering the categories changes no bound", () => {
  const counts = fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(counts, (pairs) => {
      const [evaluated, shadowed] = [pairs.map(([left]) => left), pairs.map(([, right]) => right)];
      const bounds = totalVariationBounds({ evaluated, shadowed }, alpha);
      expect(totalVariationBounds({ evaluated: shadowed, shadowed: evaluated }, alpha)).toEqual(bounds);
      const turned = { evaluated: evaluated.toReversed(), shadowed: shadowed.toReversed() };
      expect(totalVariationBounds(turned, alpha)).toEqual(bounds);
      expect(bounds.lowerPpm).toBeLessThanOrEqual(bounds.upperPpm);
    }),
    { numRuns: 60 },
  );
});

test("F-17 counts that do not belong together show nothing", () => {
  const nothing = { lowerPpm: 0, upperPpm: 1_000_000 };
  const many = Array.from({ length: 9 }, () => 100);
  for (const [evaluated, shadowed] of [
    [[50], [50]],
    [
      [50, 50],
      [50, 50, 0],
    ],
    [
      [0, 0],
      [50, 50],
    ],
    [
      [50, -50],
      [50, 50],
    ],
    [
      [50, 0.5],
      [50, 50],
    ],
    [many, many],
  ] as const) {
    expect(totalVariationBounds({ evaluated, shadowed }, alpha)).toEqual(nothing);
  }
});

test.each(vectors.power)("F-18 the stated power: %o", (row) => {
  expect(detectableGapPpm(row, vectors.limitPpm, alpha)).toBe(row.detectableGapPpm);
  // Over all shares, not only around one half.
  if (row.leastChanceShown !== undefined) expect(row.leastChanceShown).toBeGreaterThanOrEqual(0.8);
});

test.each(vectors.pairs)("F-16 the smallest number of deterministic pairs: %o", ({ pairs, discordant }) => {
  expect(pairedGapProven({ pairs, discordant }, limit, alpha)).toBe(true);
  expect(pairedGapProven({ pairs: pairs - 1, discordant }, limit, alpha)).toBe(false);
  expect(pairedGapProven({ pairs, discordant: discordant + 1 }, limit, alpha)).toBe(false);
});

test("F-16 29, 46 and 61 pairs prove a gap of at most 0.10 with 0, 1 and 2 discordant", () => {
  expect(vectors.pairs.map(({ pairs }) => pairs)).toEqual([29, 46, 61]);
});

test("F-16 many discordant pairs show a gap, and what would have been seen is stated", () => {
  // P(X ≥ 10 | 46, 0.10) = 0.0139…, P(X ≥ 9 | 46, 0.10) = 0.0357…, P(X ≥ 8 | 46, 0.10) = 0.0826…
  expect([8, 9].map((discordant) => pairedGapShown({ pairs: 46, discordant }, limit, alpha))).toEqual([false, true]);
  expect(detectablePairedGapPpm(46, limit, alpha)).toBe(238_184);
  expect(detectablePairedGapPpm(1, ppm(100_000), reduced(1n, 100n))).toBeNull();
});
