/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly passed: boolean;
  /** What was found, in words and figures. */
  readonly found: string;
}

/** A check as work: a name to show while it runs, and what it finds. */
export interface CheckWork {
  readonly name: string;
  readonly perform: () => Omit<Check, "name"> | Promise<Omit<Check, "name">>;
}

/** What differs, the first of it in words; nothing passes. */
export const noFaults = (faults: readonly string[], looked: string): Omit<Check, "name"> => ({
  passed: faults.length === 0,
  found: faults.length === 0 ? looked : `${faults.length} differ: ${faults[0]}`,
});
