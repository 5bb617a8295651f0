import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Figure } from "./figure.ts";
import type { HistoryLine, Machine } from "./history.ts";
import { judged } from "./ratio-gate.ts";

const MACHINE: Machine = { cpu: "a processor", cores: 2, node: "v24.0.0", loadAverage: 0 };

/** A line of the sovereignty bench, whose only ratio is of one figure to Python. */
function lineOf(
  times: Figure | null,
  more: { readonly machine?: Machine; readonly python?: string } = {},
): HistoryLine {
  const { machine = MACHINE, python = "3.11" } = more;
  const steps = [{ name: "a step", timesPeer: times }];
  return { bench: "sovereignty", date: "2026-01-01", machine, python, steps } as HistoryLine;
}

const spread = (median: number, share: number): Figure => ({
  median,
  low: median * (1 - share),
  high: median * (1 + share),
});

const verdictOf = (lines: readonly HistoryLine[]) => judged(lines).rows.map(({ verdict }) => verdict);

describe("the gate on ratios", () => {
  it("fails a made-up regression of a third, and says what was before, what is now and what was allowed", () => {
    const earlier = [10, 10.4, 9.8].map((median) => lineOf(spread(median, 0.05)));
    const [row] = judged([...earlier, lineOf(spread(6.6, 0.05))]).rows;
    expect(row).toMatchObject({ figure: "a step, a second", peer: "the same in Python", before: 10, now: 6.6 });
    expect(row).toMatchObject({ verdict: "fell", earlierRuns: 3, allowed: 8.5 });
  });

  it("fails a halved ratio, however restless the figure was", () => {
    const anything = fc.double({ min: 0, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1e4, noNaN: true }),
        fc.array(anything, { minLength: 1 }),
        (median, shares) => {
          const earlier = shares.map((share) => lineOf(spread(median, share)));
          expect(verdictOf([...earlier, lineOf(spread(median * 0.499, 0.01))])).toEqual(["fell"]);
        },
      ),
    );
  });

  it("passes noise: a median that lies within what the rounds of earlier runs swung", () => {
    const share = fc.double({ min: 0, max: 0.45, noNaN: true });
    fc.assert(
      fc.property(
        share,
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (wide, runs, where) => {
          const earlier = Array.from({ length: runs }, () => lineOf(spread(8, wide)));
          const newest = 8 * (1 - wide + 2 * wide * where);
          expect(verdictOf([...earlier, lineOf(spread(newest * (1 + 1e-9), wide))])).toEqual(["held"]);
        },
      ),
    );
  });

  it("fails a ratio that fell as often as it is measured, until it is accepted", () => {
    const fallen = lineOf(spread(7, 0.01));
    const earlier = [10, 10].map((median) => lineOf(spread(median, 0.01)));
    expect(verdictOf([...earlier, fallen])).toEqual(["fell"]);
    expect(verdictOf([...earlier, fallen, fallen, fallen])).toEqual(["fell"]);
    const accepted = { ...fallen, accepted: "another algorithm" };
    expect(verdictOf([...earlier, accepted])).toEqual(["accepted"]);
    expect(judged([...earlier, accepted]).accepted).toEqual([{ bench: fallen.bench, why: "another algorithm" }]);
    expect(verdictOf([...earlier, accepted, lineOf(spread(7.1, 0.01))])).toEqual(["held"]);
  });

  it("passes a gain, and measures the next run by the runs before it", () => {
    const lines = [10, 10, 30, 30, 30].map((median) => lineOf(spread(median, 0.01)));
    expect(verdictOf(lines)).toEqual(["held"]);
    expect(verdictOf([...lines, lineOf(spread(10, 0.01))])).toEqual(["fell"]);
  });

  it("compares with nothing but the same peer of the same version on the same processor", () => {
    const before = lineOf(spread(10, 0.01));
    expect(verdictOf([before, lineOf(spread(1, 0.01), { python: "3.14" })])).toEqual(["new"]);
    expect(verdictOf([before, lineOf(spread(1, 0.01), { machine: { ...MACHINE, cores: 64 } })])).toEqual(["new"]);
    expect(verdictOf([lineOf(spread(1, 0.01))])).toEqual(["new"]);
  });

  it("names a figure whose peer was missing this time", () => {
    const { rows, missing } = judged([lineOf(spread(10, 0.01)), lineOf(null)]);
    expect(rows).toEqual([]);
    expect(missing).toEqual(["sovereignty: a step, a second beside the same in Python"]);
  });

  it("knows that one round tells no spread, and allows more then", () => {
    const before = lineOf(spread(10, 0));
    expect(verdictOf([before, lineOf(spread(7.5, 0))])).toEqual(["held"]);
    expect(verdictOf([before, lineOf(spread(6.5, 0))])).toEqual(["fell"]);
  });

  it("has nothing to say of an empty history", () =>
    expect(judged([])).toEqual({ rows: [], accepted: [], missing: [] }));
});
