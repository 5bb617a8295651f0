import type { ShareCount } from "./clopper-pearson.ts";
import { lowerTail, lowerTailAtMost } from "./lower-tail.ts";
import { type Ratio, reduced } from "./ratio.ts";

/**
 * Whether the counts show, at error rate alpha, that a true share is at most `limit`: `P(X ≤ count | trials, limit) ≤ alpha`,
 * exactly. Counts that no trials can give, and limits or error rates that are not strictly between 0 and 1, show nothing.
 */
export function shareBelow({ trials, count }: ShareCount, limit: Ratio, alpha: Ratio): boolean {
  if (!isCount(count, trials) || !isBetweenZeroAndOne(limit) || !isBetweenZeroAndOne(alpha)) return false;
  return count < trials && lowerTailAtMost(lowerTail(trials, count), limit, alpha);
}

/** Whether the counts show that a true share is at least `limit`: `P(X ≥ count | trials, limit) ≤ alpha`, exactly. */
export const shareAbove = ({ trials, count }: ShareCount, limit: Ratio, alpha: Ratio): boolean =>
  shareBelow({ trials, count: trials - count }, complement(limit), alpha);

const isCount = (count: number, trials: number): boolean =>
  Number.isSafeInteger(count) && Number.isSafeInteger(trials) && count >= 0 && count <= trials;

const isBetweenZeroAndOne = ({ numerator, denominator }: Ratio): boolean => numerator > 0n && numerator < denominator;

const complement = ({ numerator, denominator }: Ratio): Ratio => reduced(denominator - numerator, denominator);
