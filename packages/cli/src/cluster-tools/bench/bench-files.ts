import type { OutputFile } from "../output/output-files.ts";
import { reportFiles } from "../report-files.ts";
import { benchLines } from "./bench-json.ts";
import { differenceRows, levelRows, printedText } from "./bench-text.ts";
import type { BenchOutcome } from "./run-bench.ts";
import { seedLines } from "./seed-lines.ts";

export function benchFiles(folder: string, outcome: BenchOutcome): readonly OutputFile[] {
  const lines = benchLines(outcome);
  const summary = lines.at(-1)!;
  const markdown = [
    `## ${outcome.report.title}`,
    `\`\`\`text\n${seedLines(outcome.random, outcome.h1, outcome.signs)}\`\`\``,
    `Spec \`${outcome.specDigest}\`; σ is divided by n, SE is the standard error of the mean.`,
    markdownTable(levelRows(outcome)),
    markdownTable(differenceRows(outcome)),
    `\`\`\`text\n${printedText(outcome)}\`\`\``,
  ].join("\n\n");
  return reportFiles(folder, outcome.report, `${markdown}\n`, {
    ...summary,
    identity: outcome.identity,
    report: outcome.report,
  });
}

function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? ":--" : "--:"))), ...rows.map(line)].join("\n");
}
