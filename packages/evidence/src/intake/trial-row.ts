/** `uncontrolled` was witnessed; `void` decided nothing, and counts as a failure for raising and keeping a band. */
export type RowOutcome = "controlled" | "uncontrolled" | "void";

/** Why a row has its outcome: the first that applies, in this order. */
export const ROW_REASONS = [
  "extra",
  "missing",
  "duplicate",
  "invalidated",
  "errored",
  "limited",
  "refused",
  "edited",
  "undetermined",
  "unscored",
  "other_item",
  "nan",
  "value_uncontrolled",
  "value_unknown",
  "value_controlled",
] as const;

export type RowReason = (typeof ROW_REASONS)[number];

/** One planned trial, or one that nobody planned (`extra`, which is outside the denominator). */
export interface TrialRow {
  readonly trial: string;
  /** The independently drawn world, from the mapping and never from the file; null for an extra. */
  readonly cluster: string | null;
  readonly outcome: RowOutcome;
  readonly why: RowReason;
}
