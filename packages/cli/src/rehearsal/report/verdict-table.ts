import type { ClusterLosses } from "../fleet/clusters.ts";
import type { RehearsalOutcome } from "../rehearse.ts";
import { brokenIn, type ScenarioVerdict } from "../verdict/scenario-verdict.ts";

const HEADER = [
  "policy",
  "out-of-mem",
  "critical",
  "load",
  "return",
  "full h",
  "20 % h",
  "none h",
  "recover h",
  "leases",
  "flaps/day",
  "kills",
  "unpaid s",
];

/** The verdict on one scenario, for a terminal. */
export function verdictText(verdict: ScenarioVerdict): string {
  const { scenario, outcome, against, ungoverned } = verdict;
  const rows = [
    HEADER,
    governedRow(outcome),
    ...(against === null ? [] : [governedRow(against)]),
    ["no governor", ...lossCells(ungoverned), ...HEADER.slice(5).map(() => "")],
  ];
  const broken = brokenIn(verdict);
  return [
    `${scenario.name}: ${scenario.meaning}`,
    ...aligned(rows).map((row) => `  ${row}`),
    ...broken.map(({ name, expected, received }) => `  BROKEN ${name}: expected ${expected}, got ${received}`),
    "",
    "",
  ].join("\n");
}

function governedRow(outcome: RehearsalOutcome): readonly string[] {
  const { levelHours, recoveryHours, unrecovered, leasesGranted, flapsInADayMost, kills, unpaidSeconds } = outcome;
  const open = unrecovered === 0 ? "" : ` (+${unrecovered})`;
  return [
    outcome.policy,
    ...lossCells(outcome.losses),
    levelHours.full.toFixed(0),
    levelHours.research.toFixed(0),
    levelHours.none.toFixed(0),
    `${recoveryHours === null ? "–" : recoveryHours.toFixed(1)}${open}`,
    `${leasesGranted}`,
    `${flapsInADayMost}`,
    `${kills}`,
    `${unpaidSeconds}`,
  ];
}

const lossCells = ({ outOfMemoryEnds, criticalLosses, loadMean, rewardSum }: ClusterLosses): readonly string[] => [
  `${outOfMemoryEnds}`,
  `${criticalLosses}`,
  loadMean.toFixed(3),
  rewardSum.toFixed(0),
];

/** The first column to the left, figures to the right. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}
