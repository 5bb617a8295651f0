import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { aucAtLeast, aucAtMost } from "./discriminator-auc.ts";
import { ppm } from "./ratio.ts";

interface Row {
  readonly pairs: number;
  readonly limitPercent: number;
  readonly mostWins: number;
  readonly leastWins: number;
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/statistics/discriminator-auc.json", import.meta.url), "utf8"),
) as { readonly rows: readonly Row[]; readonly chanceOf144At050: number };

const alpha = ppm(50_000);

test.each(vectors.rows)("F-19 the counts that decide are those of the independent table: %o", (row) => {
  const limit = ppm(row.limitPercent * 10_000);
  const atMost = (wins: number, ties: number) => aucAtMost({ pairs: row.pairs, wins, ties }, limit, alpha);
  const atLeast = (wins: number, ties: number) => aucAtLeast({ pairs: row.pairs, wins, ties }, limit, alpha);
  expect([atMost(row.mostWins, 0), atMost(row.mostWins + 1, 0)]).toEqual([true, false]);
  expect([atLeast(row.leastWins, 0), atLeast(row.leastWins - 1, 0)]).toEqual([true, false]);
});

test("F-19 ties count against whoever claims", () => {
  const { pairs, mostWins, leastWins } = vectors.rows.find((row) => row.pairs === 144) as Row;
  const limit = ppm(600_000);
  expect(aucAtMost({ pairs, wins: mostWins - 1, ties: 1 }, limit, alpha)).toBe(true);
  expect(aucAtMost({ pairs, wins: mostWins - 1, ties: 2 }, limit, alpha)).toBe(false);
  expect(aucAtLeast({ pairs, wins: leastWins - 1, ties: 1 }, limit, alpha)).toBe(false);
});

test("F-19 144 pairs prove an AUC of at most 0.60 with a chance of 77 % at a true 0.50", () => {
  expect(vectors.chanceOf144At050).toBeCloseTo(0.77, 2);
});

test("F-19 counts that no pairs can give show nothing", () => {
  expect(aucAtMost({ pairs: 144, wins: -1, ties: 1 }, ppm(600_000), alpha)).toBe(false);
  expect(aucAtMost({ pairs: 144, wins: 1, ties: -1 }, ppm(600_000), alpha)).toBe(false);
  expect(aucAtLeast({ pairs: 144, wins: 145, ties: 0 }, ppm(600_000), alpha)).toBe(false);
});
