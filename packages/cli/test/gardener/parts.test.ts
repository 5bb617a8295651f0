import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CollapseStudy, linearScale } from "@plimsoll/simulation";
import { genomeOf, genomeText } from "../../src/gardener-tools/agents/genome-text.ts";
import { forecastLines, forecastText } from "../../src/gardener-tools/forecast/forecast-text.ts";
import { thinned } from "../../src/gardener-tools/plot/thinned-line.ts";

const heights = (path: string): readonly number[] => [...path.matchAll(/,(-?[\d.]+)/gu)].map(([, y]) => Number(y));

describe("parts of lab gardener", () => {
  test("SIM-434 however long a series is, its least and its most are drawn, with few points", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 5_000 }), (values) => {
        const [x, y] = [linearScale([1, values.length + 1], [0, 800]), linearScale([0, 1_000], [0, 1_000])];
        const drawn = heights(thinned(values, x, y));
        expect(Math.max(...drawn)).toBe(Math.max(...values));
        expect(Math.min(...drawn)).toBe(Math.min(...values));
        expect(drawn.length).toBeLessThanOrEqual(1_600);
        if (values.length <= 800) expect(drawn).toEqual(values);
      }),
    );
  });

  test("SIM-435 genomes come back bit for bit", () => {
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1, maxLength: 60 }), (genome) => {
        expect(genomeOf(genomeText(genome))).toEqual(genome);
      }),
    );
    expect(genomeOf("AAA")).toBeNull();
    expect(genomeOf("AAAAAAA=")).toBeNull();
  });

  test("SIM-437 a study is told in full: every figure as a line, and a table with one row a forecast", () => {
    const area = { estimate: 0.9, low: 0.8, high: 1, level: 0.95 };
    const rest = { gain: null, brier: null, calibrationError: null, unknown: 0, area };
    const rows = [0.5, 0.7].flatMap((share) =>
      ["classic risk", "ours"].map((forecaster) => ({ share, forecaster, ...rest })),
    );
    const study = { runs: 40, collapsed: 20, leftOut: 2, rows, matched: [], worlds: [] } as unknown as CollapseStudy;
    expect(forecastText(study)).toContain("40 runs, 20 of which collapsed; 2 more");
    expect(forecastText(study)).toMatch(/ours +0\.900 \[0\.800, 1\.000\] +0\.900/u);
    const lines = forecastLines(study);
    expect(lines).toHaveLength(5);
    expect(lines.at(-1)).toMatchObject({ type: "summary", ok: true, runs: 40, collapsed: 20 });
  });
});
