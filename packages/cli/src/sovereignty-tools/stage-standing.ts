import type { AblationReport, LadderReport, SpofReport } from "@plimsoll/sovereignty";

// What each of the last three stages would have to find for the candidate, on every seed that was asked for. Nothing found is not found for it.

/** Whoever collapses elsewhere than expected, or on one seed not at all, does not need what was taken. */
export const allCollapse = (reports: readonly AblationReport[]): boolean =>
  reports.length > 0 && reports.every(({ collapsedAsExpected: { seeds, count } }) => seeds > 0 && count === seeds);

/** Whoever collapses on no rung of a ladder does not need the capacity. */
export const allHaveThresholds = (reports: readonly LadderReport[]): boolean =>
  reports.length > 0 && reports.every(({ threshold }) => threshold !== null);

/** Whoever survives a fault has a second way. */
export const noneIsCompensated = (reports: readonly SpofReport[]): boolean =>
  reports.length > 0 && reports.every(({ verdict }) => verdict === "NO_COMPENSATION");
