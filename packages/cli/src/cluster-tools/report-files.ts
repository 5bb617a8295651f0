import { join } from "node:path";
import { type EvaluationReport, intervalPlot, performancePlot } from "@plimsoll/simulation";
import { jsonText } from "./output/json-text.ts";
import type { OutputFile } from "./output/output-files.ts";
import type { REPORT_FILES } from "./report-identity.ts";

/** The report in a folder: Markdown, data, and three drawings. */
export function reportFiles(
  folder: string,
  report: EvaluationReport,
  markdown: string,
  data: object,
): readonly OutputFile[] {
  const file = (name: (typeof REPORT_FILES)[number], content: string): OutputFile => ({
    path: join(folder, name),
    content,
  });
  return [
    file(
      "report.md",
      `${markdown}\n![Returns](returns.svg)\n\n![Differences](differences.svg)\n\n![Profiles](profiles.svg)\n`,
    ),
    file("report.json", jsonText(data)),
    file("returns.svg", returnsPlot(report)),
    file("differences.svg", differencesPlot(report)),
    file("profiles.svg", profilesPlot(report)),
  ];
}

const returnsPlot = ({ title, measure, rows }: EvaluationReport): string =>
  intervalPlot({
    title,
    measure: `${measure}: interquartile mean, 95 % interval`,
    rows: rows.map(({ policy, overall }) => ({ name: policy, interval: overall })),
  });

const differencesPlot = ({ title, measure, reference, comparisons }: EvaluationReport): string =>
  intervalPlot({
    title: `${title}: difference to ${reference}`,
    measure: `${measure}: interquartile mean less that of ${reference}, 95 % interval`,
    rows: comparisons.map(({ policy, overall }) => ({ name: policy, interval: overall })),
    mark: 0,
  });

const profilesPlot = ({ title, measure, rows }: EvaluationReport): string =>
  performancePlot({
    title,
    measure,
    curves: rows.map(({ policy, performance }) => ({ name: policy, points: performance })),
  });
