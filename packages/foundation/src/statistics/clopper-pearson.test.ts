import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lowerCriticalCount } from "./binomial-tail.ts";
import { lowerSharePpm, upperSharePpm } from "./clopper-pearson.ts";
import { ppm, reduced } from "./ratio.ts";
import { shareAbove, shareBelow } from "./share-shown.ts";

interface BoundRow {
  readonly trials: number;
  readonly count: number;
  readonly oneIn: number;
  readonly lowerPpm: number;
  readonly upperPpm: number;
}

interface SizeRow {
  readonly claimPpm: number;
  readonly alphaPpb: number;
  readonly failures: number;
  readonly trials: number;
}

const readTable = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../spec/vectors/statistics/${name}.json`, import.meta.url), "utf8"));

const bounds = readTable("clopper-pearson") as { readonly rows: readonly BoundRow[] };
const sizes = readTable("sample-sizes") as { readonly rows: readonly SizeRow[] };

describe("F-13 confidence bounds on a share", () => {
  test.each(bounds.rows)("F-13 as in the independent table: %o", (row) => {
    const alpha = reduced(1n, BigInt(row.oneIn));
    expect(upperSharePpm(row, alpha)).toBe(row.upperPpm);
    expect(lowerSharePpm(row, alpha)).toBe(row.lowerPpm);
  });

  test("F-13 nothing is shown without trials, nor by counts beyond them", () => {
    expect(upperSharePpm({ trials: 0, count: 0 }, ppm(50_000))).toBe(1_000_000);
    expect(lowerSharePpm({ trials: 0, count: 0 }, ppm(50_000))).toBe(0);
    expect(upperSharePpm({ trials: 5, count: 6 }, ppm(50_000))).toBe(1_000_000);
    expect(lowerSharePpm({ trials: 5, count: 6 }, ppm(50_000))).toBe(0);
  });
});

describe("F-14 a share is shown to be below a limit", () => {
  test.each(sizes.rows)("F-14 the smallest sample: %o", ({ claimPpm, alphaPpb, failures, trials }) => {
    const alpha = reduced(BigInt(alphaPpb), 1_000_000_000n);
    expect(shareBelow({ trials, count: failures }, ppm(1_000_000 - claimPpm), alpha)).toBe(true);
    expect(shareBelow({ trials: trials - 1, count: failures }, ppm(1_000_000 - claimPpm), alpha)).toBe(false);
    expect(shareAbove({ trials, count: trials - failures }, ppm(claimPpm), alpha)).toBe(true);
  });

  test("F-14 the answer is that of exact integers, equality included", () => {
    const chance = fc.integer({ min: 1, max: 19 }).map((part) => reduced(BigInt(part), 20n));
    const counts = fc.nat(60).chain((trials) => fc.record({ trials: fc.constant(trials), count: fc.nat(trials) }));
    fc.assert(
      fc.property(counts, chance, chance, (sample, limit, alpha) => {
        const critical = lowerCriticalCount({ trials: sample.trials, failureRate: limit }, alpha);
        expect(shareBelow(sample, limit, alpha)).toBe(sample.count <= critical);
      }),
    );
    expect(shareBelow({ trials: 4, count: 0 }, reduced(1n, 2n), reduced(1n, 16n))).toBe(true);
    expect(shareBelow({ trials: 4, count: 0 }, reduced(1n, 2n), reduced(1n, 17n))).toBe(false);
  });

  test("F-14 impossible counts, limits and error rates show nothing", () => {
    const [half, alpha] = [ppm(500_000), ppm(50_000)];
    expect(shareBelow({ trials: 100, count: -1 }, half, alpha)).toBe(false);
    expect(shareBelow({ trials: 100, count: 101 }, half, alpha)).toBe(false);
    expect(shareAbove({ trials: 100, count: 101 }, half, alpha)).toBe(false);
    expect(shareBelow({ trials: 100, count: Number.NaN }, half, alpha)).toBe(false);
    for (const out of [ppm(0), ppm(1_000_000), ppm(-5)]) {
      expect(shareBelow({ trials: 100, count: 0 }, out, alpha)).toBe(false);
      expect(shareBelow({ trials: 100, count: 0 }, half, out)).toBe(false);
    }
  });
});
