import fc from "fast-check";
import { expect, test } from "vitest";
import { reduced } from "./ratio.ts";
import { failuresRiseSignificantly, type TrialGroup } from "./rising-failures.ts";
import { theilSenSlope } from "./theil-sen.ts";

const asNumber = ({ numerator, denominator }: { numerator: bigint; denominator: bigint }) =>
  Number(numerator) / Number(denominator);

test("F-6 the slope is the median of all pairwise slopes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(20), fc.integer({ min: -50, max: 50 })), { minLength: 2, maxLength: 9 }),
      (pairs) => {
        const slopes = pairs
          .flatMap(([x, y], index) =>
            pairs.slice(index + 1).flatMap(([x2, y2]) => (x === x2 ? [] : [(y2 - y) / (x2 - x)])),
          )
          .sort((left, right) => left - right);
        const slope = theilSenSlope(pairs.map(([x, y]) => ({ x: BigInt(x), y: reduced(BigInt(y), 1n) })));
        if (slopes.length === 0) expect(slope).toBeNull();
        else expect(asNumber(slope as never)).toBeCloseTo(slopes[(slopes.length - 1) >> 1] as number, 12);
      },
    ),
  );
});

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

test("F-7 whatever the bound calls significant is so by the exact test", () => {
  const groups = fc.array(
    fc
      .integer({ min: 1, max: 8 })
      .chain((trials) => fc.record({ trials: fc.constant(trials), failures: fc.nat(trials) })),
    { minLength: 2, maxLength: 5 },
  );
  let called = 0;
  fc.assert(
    fc.property(groups, fc.constantFrom(5n, 20n, 100n), (sample, oneIn) => {
      if (!failuresRiseSignificantly(sample, oneIn)) return;
      called += 1;
      expect(exactPValue(sample)).toBeLessThanOrEqual(1 / Number(oneIn) + 1e-12);
    }),
    { numRuns: 1500 },
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
