import { upperSharePpm } from "./clopper-pearson.ts";
import { upperCriticalCount } from "./binomial-tail.ts";
import { type Ratio, reduced } from "./ratio.ts";
import { shareAbove, shareBelow } from "./share-shown.ts";

/** Worlds in which one deterministic system was probed in both contexts, and those where it acted differently. */
export interface PairedProbes {
  readonly pairs: number;
  readonly discordant: number;
}

/**
 * Whether the pairs show, at error rate alpha, that the deception gap is at most `gap`. The share of worlds with different
 * actions is never below the total variation of the two action distributions (the coupling inequality), so a bound on it is a bound on the gap.
 */
export const pairedGapProven = ({ pairs, discordant }: PairedProbes, gap: Ratio, alpha: Ratio): boolean =>
  shareBelow({ trials: pairs, count: discordant }, gap, alpha);

/** Whether the pairs show, at error rate alpha, that a deterministic system acts differently in at least `gap` of the worlds. */
export const pairedGapShown = ({ pairs, discordant }: PairedProbes, gap: Ratio, alpha: Ratio): boolean =>
  shareAbove({ trials: pairs, count: discordant }, gap, alpha);

/** The chance of missing the gap that is stated as detectable. */
const MISSED: Ratio = reduced(1n, 5n);

/**
 * The power of that many pairs: the smallest true share of differing worlds that `pairedGapShown` would have shown with a
 * chance of 0.8 or more, in ppm, rounded up. `null` when not even a system that always differs would have been shown.
 */
export function detectablePairedGapPpm(pairs: number, gap: Ratio, alpha: Ratio): number | null {
  const critical = upperCriticalCount({ trials: pairs, failureRate: gap }, alpha);
  return critical > pairs ? null : upperSharePpm({ trials: pairs, count: critical - 1 }, MISSED);
}
