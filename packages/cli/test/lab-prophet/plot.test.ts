import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CLASSIC, createTrainer } from "@plimsoll/prophet";
import { StepLog } from "@plimsoll/prophet/node";
import { describe, expect, test } from "vitest";
import { logScale } from "../../src/prophet-tools/plot/log-scale.ts";
import { plotLog } from "../../src/prophet-tools/plot/plot-log.ts";
import { prophetPlot } from "../../src/prophet-tools/plot/prophet-plot.ts";
import { readLog } from "../../src/prophet-tools/plot/read-log.ts";
import { RunCurves } from "../../src/prophet-tools/plot/run-curves.ts";
import { ThinnedCurve } from "../../src/prophet-tools/plot/thinned-curve.ts";
import { temporaryFolder } from "./lab-prophet.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);

describe("a curve of any length", () => {
  const thinned = (values: readonly (number | null)[]): ThinnedCurve => {
    const curve = new ThinnedCurve();
    for (const value of values) curve.add(value);
    return curve;
  };

  test("PR-255 has few buckets, and loses neither a spike nor the sum", () => {
    const values = Array.from({ length: 10_007 }, (_, step) => Math.sin(step));
    values[4321] = 99;
    const { buckets, width } = thinned(values);
    expect(buckets.length).toBeLessThanOrEqual(600);
    expect(buckets.findIndex(({ most }) => most === 99)).toBe(Math.floor(4321 / width));
    expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
    const sum = values.reduce((left, right) => left + right, 0);
    expect(buckets.reduce((total, bucket) => total + bucket.sum, 0)).toBeCloseTo(sum, 6);
  });

  test("PR-255 has a gap where there is no finite value", () => {
    expect(thinned([1, null, Number.NaN, Infinity, 2]).buckets.map(({ count }) => count)).toEqual([1, 0, 0, 0, 1]);
  });
});

test("PR-255 a logarithmic scale has its ticks at powers of ten, and takes 0 for its bottom", () => {
  const scale = logScale(0.002, 3, [100, 0]);
  expect(scale.ticks.toSorted((a, b) => a - b)).toEqual([0.001, 0.01, 0.1, 1, 10]);
  expect([0.001, 10, 0].map(scale.at)).toEqual([100, 0, 100]);
  expect(logScale(1e-300, 1, [100, 0]).at(1e-7)).toBe(100);
});

describe.each(["log.jsonl", "log.csv"])("a plot of %s", (name) => {
  const trainer = createTrainer(CLASSIC);
  {
    using log = new StepLog(at(name), false);
    log.keepSteps(0, { error: () => null, strayStepsMax: 0 });
    for (let step = 0; step < 500; step += 1) log.add(trainer.step(1));
  }

  test("PR-256 shows what the log says", () => {
    const curves = readLog(at(name));
    expect(curves).toMatchObject({ steps: 500, from: 0, spikes: trainer.counts.spikes });
    expect(Object.values(curves.modeSteps).reduce((sum, count) => sum + count, 0)).toBe(500);
    const svg = prophetPlot("A <run>", curves);
    expect(svg).toMatch(/^<svg /u);
    expect(svg).toContain("A &lt;run&gt;");
    for (const panel of ["Error and loss", "Learning rate", "Foretold risk", "Flow", "Mode"])
      expect(svg).toContain(panel);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/u);
  });

  test("PR-256 a last line that was cut off is passed over; a missing step, or another file, is refused with its line", () => {
    const text = readFileSync(at(name), "utf8");
    const lines = text.split("\n");
    writeFileSync(at(`cut-${name}`), text.slice(0, -5));
    expect(readLog(at(`cut-${name}`)).steps).toBe(499);
    writeFileSync(at(`gap-${name}`), lines.toSpliced(20, 1).join("\n"));
    expect(() => readLog(at(`gap-${name}`))).toThrow(/line 21 /u);
    writeFileSync(at(`long-${name}`), `${lines[0]}\n${" ".repeat(3 << 20)}`);
    expect(() => readLog(at(`long-${name}`))).toThrow(/line 2 /u);
    writeFileSync(at(`letter-${name}`), "Dear all,\n");
    expect(() => readLog(at(`letter-${name}`))).toThrow(expect.objectContaining({ code: "PROPHET_LOG" }) as Error);
    writeFileSync(at(`empty-${name}`), "");
    expect(() => readLog(at(`empty-${name}`))).toThrow(expect.objectContaining({ code: "PROPHET_LOG" }) as Error);
  });
});

test("PR-255 what a run has not is not drawn, and a run of no steps is a drawing too", () => {
  const curves = new RunCurves();
  expect(prophetPlot("empty", curves)).not.toMatch(/NaN|Infinity/u);
  const record = { ...createTrainer(CLASSIC).step(1), risk: null, flow: 0, rewoundTo: 0 };
  curves.add(record);
  const svg = prophetPlot("one", curves);
  expect(svg).not.toContain("Foretold risk");
  expect(svg).not.toContain("Flow");
  expect(svg).toContain("1 rewinds");
});

test("PR-256 a drawing never takes the place of its log", () => {
  const log = at("own.jsonl");
  writeFileSync(log, "kept");
  expect(() => plotLog({ log, out: log, title: "own", force: true })).toThrow(
    expect.objectContaining({ code: "FILE_EXISTS" }),
  );
  expect(readFileSync(log, "utf8")).toBe("kept");
});
