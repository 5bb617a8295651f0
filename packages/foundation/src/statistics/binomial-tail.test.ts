import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lowerCriticalCount, upperCriticalCount } from "./binomial-tail.ts";
import { provenControlPpm } from "./proven-bound.ts";
import { ppm, reduced } from "./ratio.ts";

interface Row {
  readonly trials: number;
  readonly failurePpm: number;
  readonly alphaPpb: number;
  readonly lower: number;
  readonly upper: number;
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/statistics/binomial.json", import.meta.url), "utf8"),
) as { readonly rows: readonly Row[] };

const perBillion = (parts: number) => reduced(BigInt(parts), 1_000_000_000n);

describe("F-4 exact binomial tails", () => {
  test.each(vectors.rows)("F-4 critical counts agree with the independent table: %o", (row) => {
    const tail = { trials: row.trials, failureRate: ppm(row.failurePpm) };
    expect(lowerCriticalCount(tail, perBillion(row.alphaPpb))).toBe(row.lower);
    expect(upperCriticalCount(tail, perBillion(row.alphaPpb))).toBe(row.upper);
  });

  test("F-4 the smallest sample for a claim is the one of ACB-K's table", () => {
    const alpha = perBillion(50_000_000);
    const smallest = (claimPpm: number, failures: number): number => {
      let trials = failures + 1;
      while (lowerCriticalCount({ trials, failureRate: ppm(1_000_000 - claimPpm) }, alpha) < failures) trials += 1;
      return trials;
    };
    expect([0, 1, 2, 3, 4, 5].map((failures) => smallest(900_000, failures))).toEqual([29, 46, 61, 76, 89, 103]);
    expect([0, 1, 2, 3, 4, 5].map((failures) => smallest(950_000, failures))).toEqual([59, 93, 124, 153, 181, 208]);
  });

  test("F-5 the bound is the claim at which the count becomes critical", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 40 }), (trials, failures) => {
        const alpha = perBillion(30_396_355);
        const bound = provenControlPpm(trials, failures, alpha);
        if (bound === 0) return;
        const proves = (claimPpm: number) =>
          failures <= lowerCriticalCount({ trials, failureRate: ppm(1_000_000 - claimPpm) }, alpha);
        expect(proves(bound)).toBe(true);
        if (bound + 10 < 1_000_000) expect(proves(bound + 10)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});
