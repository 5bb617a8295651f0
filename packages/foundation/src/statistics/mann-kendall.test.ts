import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inversionCounts } from "./inversion-counts.ts";
import { risePValue, risesAtMost } from "./mann-kendall.ts";

interface Row {
  readonly strata: readonly (readonly number[])[];
  readonly numerator: string;
  readonly denominator: string;
}

const { rows } = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/statistics/mann-kendall.json", import.meta.url), "utf8"),
) as { readonly rows: readonly Row[] };

const strataOf = (strata: readonly (readonly number[])[]) => strata.map((values) => ({ values }));

test.each(rows)("F-15 the chance of a rise is that of the independent table: %#", (row) => {
  const chance = { numerator: BigInt(row.numerator), denominator: BigInt(row.denominator) };
  expect(risePValue(strataOf(row.strata))).toEqual(chance);
  for (const oneIn of [2n, 20n, 1000n, 10_000n, chance.denominator / chance.numerator + 1n]) {
    const isRise = chance.numerator * oneIn <= chance.denominator;
    expect(risesAtMost(strataOf(row.strata), oneIn)).toBe(isRise);
  }
});

test("F-15 inversions are counted as by listing all arrangements", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { maxLength: 6 }), (values) => {
      const arrangements = new Set(permutations(values).map((arrangement) => arrangement.join(" ")));
      const counted = inversionCounts([...new Set(values)].map((value) => values.filter((v) => v === value).length));
      const listed = counted.map(() => 0n);
      for (const arrangement of arrangements) {
        const inversions = inversionsOf(arrangement === "" ? [] : arrangement.split(" ").map(Number));
        listed[inversions] = (listed[inversions] as bigint) + 1n;
      }
      expect(counted).toEqual(listed);
    }),
    { numRuns: 60 },
  );
});

const permutations = (values: readonly number[]): number[][] =>
  values.length === 0
    ? [[]]
    : values.flatMap((value, index) => permutations(values.toSpliced(index, 1)).map((rest) => [value, ...rest]));

const inversionsOf = (values: readonly number[]): number =>
  values.reduce((sum, later, index) => sum + values.slice(0, index).filter((earlier) => earlier > later).length, 0);

test("F-15 equality with the limit is a rise, and what decides is the order alone", () => {
  const rising = [{ values: [1, 2, 3, 4] }];
  expect(risePValue(rising)).toEqual({ numerator: 1n, denominator: 24n });
  expect([risesAtMost(rising, 24n), risesAtMost(rising, 25n)]).toEqual([true, false]);
  expect(risesAtMost([{ values: [10, 200, 201, 9_007_199_254_740_991] }], 24n)).toBe(true);
});

test("F-15 without differing values nothing rises", () => {
  for (const strata of [[], [{ values: [] }], [{ values: [5, 5, 5] }], [{ values: [1] }, { values: [2] }]]) {
    expect(risePValue(strata)).toEqual({ numerator: 1n, denominator: 1n });
    expect(risesAtMost(strata, 2n)).toBe(false);
  }
});
