import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { rankSumBoundAtMost } from "./rank-sum-bound.ts";
import { rankSumTail, type TailBracket } from "./rank-sum-tail.ts";
import { failuresRiseSignificantly } from "./rising-failures.ts";
import type { TrialGroup } from "./trial-group.ts";

/** The exact p-value, by trying every way the failures could have fallen: an independent method for small groups. */
function exactPValue(groups: readonly TrialGroup[]): number {
  const statistic = groups.reduce((sum, { failures }, rank) => sum + rank * failures, 0);
  const failures = groups.reduce((sum, group) => sum + group.failures, 0);
  const ways = (rank: number, left: number, score: number): [number, number] => {
    const group = groups[rank];
    if (group === undefined) return left === 0 ? [score >= statistic ? 1 : 0, 1] : [0, 0];
    let total: [number, number] = [0, 0];
    for (let count = 0; count <= Math.min(left, group.trials); count += 1) {
      const [extreme, all] = ways(rank + 1, left - count, score + rank * count);
      total = [total[0] + choose(group.trials, count) * extreme, total[1] + choose(group.trials, count) * all];
    }
    return total;
  };
  const [extreme, all] = ways(0, failures, 0);
  return extreme / all;
}

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);

interface Row {
  readonly groups: readonly (readonly [number, number])[];
  readonly p: number;
  readonly shownAtOneIn: readonly number[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/statistics/cochran-armitage.json", import.meta.url), "utf8"),
) as { readonly limits: readonly number[]; readonly rows: readonly Row[] };

const groupsOf = ({ groups }: Row): TrialGroup[] => groups.map(([trials, failures]) => ({ trials, failures }));

test.each(vectors.rows)("F-7 a rise is called as by the independent table: %o", (row) => {
  const shown = vectors.limits.filter((oneIn) => failuresRiseSignificantly(groupsOf(row), BigInt(oneIn)));
  expect(shown).toEqual(row.shownAtOneIn);
});

test.each(vectors.rows.filter(({ groups }) => groups.some(([trials, failures]) => 0 < failures && failures < trials)))(
  "F-7 the bracket holds the exact chance: %o",
  (row) => {
    for (const digits of [8, 14, 28]) {
      const { low, high, whole } = rankSumTail(groupsOf(row), digits, 60_000_000) as TailBracket;
      expect(Number(low) / Number(whole)).toBeLessThanOrEqual(row.p * (1 + 1e-9));
      expect(Number(high) / Number(whole)).toBeGreaterThanOrEqual(row.p * (1 - 1e-9));
      expect(Number(high - low) / Number(whole)).toBeLessThan(digits === 8 ? 1e-3 : 1e-7);
    }
  },
);

test("F-7 what would cost too much is not answered", () => {
  const groups = [1, 4, 9, 20, 45, 80].map((failures) => ({ trials: 1132, failures }));
  expect(rankSumTail(groups, 8, 1000)).toBeNull();
});

test("F-7 a rise is called exactly where the exact test calls it", () => {
  const groups = fc.array(
    fc
      .integer({ min: 1, max: 8 })
      .chain((trials) => fc.record({ trials: fc.constant(trials), failures: fc.nat(trials) })),
    { minLength: 2, maxLength: 5 },
  );
  let called = 0;
  fc.assert(
    fc.property(groups, fc.constantFrom(5n, 20n, 100n), (sample, oneIn) => {
      const [pValue, limit] = [exactPValue(sample), 1 / Number(oneIn)];
      if (Math.abs(pValue - limit) < 1e-12) return;
      called += pValue < limit ? 1 : 0;
      expect(failuresRiseSignificantly(sample, oneIn)).toBe(pValue < limit);
      if (rankSumBoundAtMost(sample, oneIn)) expect(pValue).toBeLessThanOrEqual(limit);
    }),
    { numRuns: 500 },
  );
  expect(called).toBeGreaterThan(0);
});

test("F-7 a plain rise is called, a flat series is not", () => {
  const rising = [1, 4, 9, 20, 45, 80].map((failures) => ({ trials: 1132, failures }));
  expect(failuresRiseSignificantly(rising, 10_000n)).toBe(true);
  expect(failuresRiseSignificantly(rising.toReversed(), 10_000n)).toBe(false);
  expect(
    failuresRiseSignificantly(
      rising.map(() => ({ trials: 1132, failures: 30 })),
      10_000n,
    ),
  ).toBe(false);
  expect(failuresRiseSignificantly([{ trials: 10, failures: 0 }], 2n)).toBe(false);
});
