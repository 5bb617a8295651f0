import type { AblationReport, LadderReport, SpofReport } from "@plimsoll/sovereignty";

// What each of the last three stages would have to find for the candidate, on every seed that was asked for.

/** Whoever collapses elsewhere than expected, or on one seed not at all, does not need what was taken. */
export const allCollapse = (reports: readonly AblationReport[]): boolean =>
  reports.every(({ collapsedAsExpected: { seeds, count } }) => count === seeds);

/** Whoever collapses on no rung of a ladder does not need the capacity. */
export const allHaveThresholds = (reports: readonly LadderReport[]): boolean =>
  reports.every(({ threshold }) => threshold !== null);

/** Whoever survives a fault has a second way. */
export const noneIsCompensated = (reports: readonly SpofReport[]): boolean =>
  reports.every(({ verdict }) => verdict === "NO_COMPENSATION");
