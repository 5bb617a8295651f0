/** Trials at one point of an ordered series, and how many of them failed: whole numbers, `0 ≤ failures ≤ trials`. */
export interface TrialGroup {
  readonly trials: number;
  readonly failures: number;
}
