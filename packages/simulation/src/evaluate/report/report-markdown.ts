import type { EvaluationReport } from "./evaluation-report.ts";
import { reportTables, type TextTable } from "./report-cells.ts";

/** The report as a section of Markdown, ending in a line break. Names may hold any sign; a bar does not break the table. */
export const reportMarkdown = (report: EvaluationReport): string =>
  [`## ${plain(report.title)}`, ...reportTables(report).flatMap(tableMarkdown), footing(report)].join("\n\n") + "\n";

const tableMarkdown = ({ caption, heads, rows }: TextTable): readonly string[] => [
  `${capitalised(plain(caption))}:`,
  [
    rowMarkdown(heads),
    rowMarkdown(heads.map((_, column) => (column === 0 ? ":--" : "--:"))),
    ...rows.map(rowMarkdown),
  ].join("\n"),
];

const rowMarkdown = (cells: readonly string[]): string => `| ${cells.map(plain).join(" | ")} |`;

const plain = (text: string): string => text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const footing = ({ resamples }: EvaluationReport): string =>
  `Stratified bootstrap, ${resamples} resamples, runs drawn within their profile; a tie counts one half.`;
