import { styleText } from "node:util";
import type { FixtureReport, ScopeReport, Violation } from "@plimsoll/kernel/check";

const COLUMNS = "fixture               letters   states  depth  powered  grants  lacks\n";

/** What was explored of every fixture, as a table. */
export const fixtureTable = ({ fixtures }: ScopeReport): string => COLUMNS + fixtures.map(row).join("");

function row({
  fixture,
  letters,
  states,
  depth,
  isExhausted,
  powered,
  grants,
  lacks,
  violations,
}: FixtureReport): string {
  const figures = [
    fixture.padEnd(21),
    `${letters}`.padStart(8),
    `${states}`.padStart(9),
    // A fixture that nothing more can happen in has no end of depth.
    `${isExhausted ? "all" : depth}`.padStart(7),
    `${powered}`.padStart(9),
    `${grants}`.padStart(8),
  ].join("");
  const told = violations === 0 ? (lacks ?? "nothing") : styleText("red", `${violations} violations`);
  return `${figures}  ${told}\n`;
}

/** A violation and the shortest word that leads to it. */
export const violationText = ({ fixture, law, subject, detail, word }: Violation): string =>
  `${styleText("red", "VIOLATION")} in ${fixture}: ${law}\n  ${subject}: ${detail}\n  after: ${
    word.length === 0 ? "nothing" : word.join(" → ")
  }\n`;

export const summaryText = (report: ScopeReport, seconds: number): string =>
  `${report.states} states, all words of up to ${report.depth} letters, ${report.grantsReached} grants reached, ${report.violations.length} violations, ${seconds} s\n`;
