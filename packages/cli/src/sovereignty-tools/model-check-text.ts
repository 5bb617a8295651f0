import { styleText } from "node:util";
import type { CheckReport } from "@plimsoll/sovereignty";

type Violation = CheckReport["violations"][number];

/** What was tried, line by line. */
export const checkTable = (report: CheckReport): string =>
  [
    row("states of the grid under all laws", report.productStates, `${report.laws} laws that can be reached`),
    row(
      "situations of whole runs",
      report.runStates,
      `${report.runs} ways played, each to its end or to what is known`,
    ),
    row("repairs submitted", report.submissions, `${report.repairsAccepted} became law`),
    row("distances compared with a search", report.ranks, "rank of every target in every state"),
    row("comparisons for E1", report.orthogonalityComparisons, "one field flipped at a time"),
    row("cases of E3", report.scheduleCases, "episode × acceptance of Repair A"),
    row("steps watched", report.transitions, "every one judged by R1–R10, E1–E3 and T1"),
    "",
    ...Object.entries(report.answers).map(([answer, count]) => row(answer, count, "")),
    "",
    ...report.endings.map((ending) => `ends met: ${ending}`),
    "",
  ].join("\n");

const row = (what: string, count: number, told: string): string =>
  `${what.padEnd(36)}${`${count}`.padStart(10)}${told === "" ? "" : `  ${told}`}`;

/** A violation, and what led to it. */
export const modelViolationText = ({ part, rule, detail, at }: Violation): string =>
  `${styleText("red", "VIOLATION")} of ${rule} (${part}): ${detail}\n${at.map((line) => `  ${line}\n`).join("")}`;

export const modelSummaryText = (
  { states, violationCount, isWhole }: CheckReport,
  isFinished: boolean,
  seconds: number,
): string =>
  `${states} states, ${violationCount} violations, ${seconds} s${isFinished && isWhole ? "" : "; not all was tried"}\n`;
