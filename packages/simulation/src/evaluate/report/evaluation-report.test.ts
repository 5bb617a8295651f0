import { describe, expect, test } from "vitest";
import { normalAt, partKey, seedKey } from "../../random/counter.ts";
import { BOOTSTRAP_DEFAULTS, bootstrapInterval } from "../bootstrap.ts";
import { interquartileMean } from "../interquartile-mean.ts";
import { intervalPlot } from "../plot/interval-plot.ts";
import { linearScale } from "../plot/linear-scale.ts";
import { performancePlot } from "../plot/performance-plot.ts";
import { overAllRuns } from "../resampled-statistic.ts";
import type { Scores } from "../scores.ts";
import { type Evaluation, evaluationReport, findingOf } from "./evaluation-report.ts";
import { figure } from "./report-cells.ts";
import { reportMarkdown } from "./report-markdown.ts";
import { reportText } from "./report-text.ts";

const settings = { ...BOOTSTRAP_DEFAULTS, key: seedKey(5), resamples: 500 };
const noise = (profile: number, run: number): number => normalAt(partKey(seedKey(9), profile), run);
const table = (lift: number, own: number): Scores =>
  [0, 1].map((profile) =>
    Array.from(
      { length: 12 },
      (_, run) => 20 * profile + lift + 3 * noise(profile, run) + own * noise(profile + 9, run),
    ),
  );
const evaluation: Evaluation = {
  title: "Policies on two profiles",
  measure: "return of an episode",
  profiles: ["hard", "held | out"],
  reference: "heuristic",
  policies: [
    { name: "heuristic", scores: table(0, 0) },
    { name: "learned <1>", scores: table(1, 0.3) },
    { name: "random", scores: table(-8, 0.3) },
    { name: "copy", scores: table(0, 0) },
  ],
};
const report = evaluationReport(evaluation, settings);

describe("report", () => {
  test("SIM-231 every policy has a row, every policy but the reference a comparison", () => {
    expect(report.rows.map(({ policy }) => policy)).toEqual(["heuristic", "learned <1>", "random", "copy"]);
    expect(report.comparisons.map(({ policy, finding }) => `${policy}: ${finding}`)).toEqual([
      "learned <1>: better",
      "random: worse",
      "copy: open",
    ]);
    expect(report.comparisons[2]).toMatchObject({ overall: { estimate: 0, low: 0, high: 0 }, signs: { ties: 24 } });
  });

  test("SIM-231 a cell is the interquartile mean of its profile", () => {
    const [, second = []] = evaluation.policies[1]?.scores ?? [];
    const alone = bootstrapInterval(overAllRuns([second], interquartileMean), settings);
    expect(report.rows[1]?.cells[1]?.estimate).toBe(alone.estimate);
    expect(report.rows[1]?.runsPerProfile).toBe(12);
  });

  test("SIM-231 the same settings give the same report; policies do not change each other's figures", () => {
    expect(evaluationReport(evaluation, settings)).toEqual(report);
    const fewer = { ...evaluation, policies: evaluation.policies.slice(0, 2) };
    expect(evaluationReport(fewer, settings).rows[1]?.overall).toEqual(report.rows[1]?.overall);
  });

  test("SIM-231 every figure has draws of its own: the same statistic twice has two intervals", () => {
    const policies = evaluation.policies.map(({ name, scores }) => ({ name, scores: scores.slice(0, 1) }));
    const single = evaluationReport({ ...evaluation, profiles: ["hard"], policies }, settings);
    for (const { cells, overall } of [...single.rows.slice(0, 1), ...single.comparisons.slice(0, 1)]) {
      expect(cells[0]?.estimate).toBe(overall.estimate);
      expect([cells[0]?.low, cells[0]?.high]).not.toEqual([overall.low, overall.high]);
    }
  });

  test("SIM-231 the report is plain data", () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test.each([
    { reference: "nobody" },
    { profiles: ["one"] },
    { policies: [...evaluation.policies, { name: "copy", scores: table(0, 0) }] },
  ])("SIM-231 refuses what does not fit together: %o", (broken) => {
    expect(() => evaluationReport({ ...evaluation, ...broken }, settings)).toThrow(
      expect.objectContaining({ code: "EVALUATION_REPORT" }),
    );
  });

  test("SIM-231 an interval that touches 0 proves nothing", () => {
    const interval = { estimate: 1, level: 0.95 };
    expect(findingOf({ ...interval, low: 0, high: 2 })).toBe("open");
    expect(findingOf({ ...interval, low: 0.1, high: 2 })).toBe("better");
    expect(findingOf({ ...interval, low: -2, high: -0.1 })).toBe("worse");
  });
});

describe("tables", () => {
  test("SIM-232 Markdown rows all have as many cells as the head, whatever the names", () => {
    const tables = reportMarkdown(report)
      .split("\n\n")
      .filter((part) => part.startsWith("|"));
    expect(tables).toHaveLength(2);
    for (const part of tables) {
      const widths = part
        .trim()
        .split("\n")
        .map((line) => line.replaceAll("\\|", "").split("|").length);
      expect(new Set(widths).size).toBe(1);
    }
    expect(reportMarkdown(report)).toContain("held \\| out");
  });

  test("SIM-232 text columns stand under each other", () => {
    const lines = reportText(report).split("\n");
    const head = lines.findIndex((line) => line.startsWith("policy"));
    const ends = lines.slice(head, head + 5).map((line) => line.length);
    expect(new Set(ends).size).toBe(1);
    expect(reportText(report)).toContain("learned <1>");
  });

  test("SIM-232 figures carry what a reader can use", () => {
    expect([1.23456, -12.3456, 12_345.6, -0.0001, Number.NaN].map(figure)).toEqual([
      "1.235",
      "−12.35",
      "12346",
      "0.000",
      "n/a",
    ]);
  });
});

describe("plots", () => {
  const rows = report.rows.map(({ policy, overall }) => ({ name: policy, interval: overall }));
  const intervals = intervalPlot({ title: "All <profiles>", measure: "return", rows, mark: 0 });
  const profiles = performancePlot({
    title: "Profiles",
    measure: "return",
    curves: report.rows.map(({ policy, performance }) => ({ name: policy, points: performance })),
  });

  test("SIM-233 drawings are closed, escape names, and hold no NaN, script or address", () => {
    for (const drawing of [intervals, profiles]) {
      expect(drawing).toMatch(/^<svg [^>]*viewBox[\s\S]*<\/svg>\n$/);
      expect(drawing).toContain("learned &lt;1&gt;");
      expect(drawing).not.toMatch(/NaN|Infinity|<script|href/);
    }
    expect(intervals.match(/<rect/g)).toHaveLength(4);
    expect(profiles.match(/<path/g)).toHaveLength(8);
  });

  test("SIM-233 a bar lies where its interval is, and one without an interval has no bar", () => {
    const interval = { estimate: 5, low: 0, high: 10, level: 0.95 };
    const blank = { ...interval, low: Number.NaN };
    const drawing = intervalPlot({
      title: "t",
      measure: "m",
      rows: [
        { name: "a", interval },
        { name: "b", interval: blank },
      ],
    });
    expect(drawing.match(/<rect/g)).toHaveLength(1);
    // 0 to 10 with a twentieth of air on either side, over 460 units from 190.
    expect(drawing).toContain('<rect x="210.9" y="22" width="418.2"');
  });

  test("SIM-233 ticks are round numbers within the measure", () => {
    expect(linearScale([0, 1], [0, 100], 5).ticks).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearScale([-3.7, 12.2], [0, 100]).ticks).toEqual([0, 5, 10]);
    expect(linearScale([2, 2], [0, 100])).toMatchObject({ ticks: [2] });
    expect(linearScale([2, 2], [0, 100]).at(2)).toBe(50);
  });
});
