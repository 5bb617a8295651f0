import type { Interval } from "../bootstrap.ts";
import type { EvaluationReport } from "./evaluation-report.ts";

/** One table as text cells, the same for Markdown and fixed-width text. */
export interface TextTable {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The report's two tables: what every policy reaches, and how it stands against the reference. */
export function reportTables(report: EvaluationReport): readonly TextTable[] {
  const percent = Math.round(report.level * 100);
  return [levelsTable(report, percent), comparisonsTable(report, percent)];
}

const levelsTable = ({ measure, profiles, rows }: EvaluationReport, percent: number): TextTable => ({
  caption: `${measure}: interquartile mean and ${percent} % interval`,
  heads: ["policy", "runs", ...profiles, "all profiles", "mean", "population σ"],
  rows: rows.map((row) => [
    row.policy,
    `${row.runsPerProfile}`,
    ...row.cells.map(intervalText),
    intervalText(row.overall),
    figure(row.all.mean),
    figure(row.all.deviation),
  ]),
});

const comparisonsTable = (report: EvaluationReport, percent: number): TextTable => ({
  caption: `difference from ${report.reference} on the same seeds, with ${percent} % interval`,
  heads: ["policy", ...report.profiles, "all profiles", "chance of a better run", "wins/ties/losses", "finding"],
  rows: report.comparisons.map((row) => [
    row.policy,
    ...row.cells.map(intervalText),
    intervalText(row.overall),
    intervalText(row.probabilityOfImprovement),
    `${row.signs.wins}/${row.signs.ties}/${row.signs.losses}`,
    row.finding,
  ]),
});

export const intervalText = ({ estimate, low, high }: Interval): string =>
  `${figure(estimate)} [${figure(low)}, ${figure(high)}]`;

/** Three decimals below 10, two below 1 000, none above: what a reader can use. A zero has no sign. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "n/a";
  const size = Math.abs(value);
  const text = value.toFixed(size < 10 ? 3 : size < 1000 ? 2 : 0);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}
