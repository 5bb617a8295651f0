import { ppm, type Ratio, shareBelow } from "@plimsoll/foundation";

/** Counts of which a claim is made: `0 ≤ failures ≤ trials`. */
export interface TrialCount {
  readonly trials: number;
  readonly failures: number;
}

/** More than anybody will try; a number above it is not worked out. */
const TRIALS_MAX = 1_000_000;

/**
 * The fewest further trials, all of them clean, with which the counts prove control of `claimPpm` at error rate alpha, exactly:
 * the smallest m with P(X ≤ failures | trials + m, 1 − claim) ≤ α. 0 where they do already, null where a million in all do not.
 */
export function missingTrials({ trials, failures }: TrialCount, claimPpm: number, alpha: Ratio): number | null {
  const failing = ppm(1_000_000 - claimPpm);
  // At this share of failures no number of trials proves anything, and to ask costs much.
  if (BigInt(failures) * failing.denominator >= failing.numerator * BigInt(TRIALS_MAX)) return null;
  const proves = (more: number): boolean => shareBelow({ trials: trials + more, count: failures }, failing, alpha);
  return proves(0) ? 0 : firstProof(TRIALS_MAX - trials, proves);
}

/** Doubles until proven, then halves the distance: more clean trials never prove less. */
function firstProof(most: number, proves: (more: number) => boolean): number | null {
  let [unproven, proven] = [0, 1];
  while (proven < most && !proves(proven)) [unproven, proven] = [proven, proven * 2];
  if (proven >= most && !proves(most)) return null;
  proven = Math.min(proven, most);
  while (proven - unproven > 1) {
    const middle = Math.floor((unproven + proven) / 2);
    if (proves(middle)) proven = middle;
    else unproven = middle;
  }
  return proven;
}
