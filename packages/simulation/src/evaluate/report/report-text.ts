import type { EvaluationReport } from "./evaluation-report.ts";
import { reportTables, type TextTable } from "./report-cells.ts";

/** The report in columns of fixed width, for a terminal, ending in a line break. The first column is left, all others right. */
export const reportText = (report: EvaluationReport): string =>
  [oneLine(report.title), ...reportTables(report).map(tableText)].join("\n\n") + "\n";

function tableText({ caption, heads, rows }: TextTable): string {
  const lines = [heads, ...rows].map((cells) => cells.map(oneLine));
  const widths = heads.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? "").length)));
  return [oneLine(caption), ...lines.map((cells) => lineOf(cells, widths))].join("\n");
}

const lineOf = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
    .join("  ")
    .trimEnd();

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ");
