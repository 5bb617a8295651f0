import type { StageReports, WorkedStage } from "./stage-work.ts";

/** What a stage came to, in a few words. */
export const stageLine = (report: StageReports[WorkedStage]): string =>
  "verdict" in report ? report.verdict : report.map(partLine).join(", ");

function partLine(report: StageReports["ablate" | "weaken" | "spof"][number]): string {
  if ("collapsePoint" in report)
    return `${report.name} ${report.collapsePoint === "NONE" ? "collapses nowhere" : `collapses at ${report.collapsePoint}`}`;
  if ("rungs" in report)
    return `${report.name} collapses ${report.threshold === null ? "on no rung" : `at rung ${report.threshold}`}`;
  return report.verdict === "NO_COMPENSATION" ? `${report.name} collapses` : `${report.name} ${report.verdict}`;
}
