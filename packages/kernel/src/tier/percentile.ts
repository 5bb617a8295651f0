import { ppm, type Ratio, reduced, shareBelow } from "@plimsoll/foundation";
import type { Wins } from "../command/command.ts";
import type { Tier } from "../wallet/price.ts";

const ALPHA: Ratio = reduced(1n, 20n);
const TIER_2_FROM = ppm(800_000);
const TIER_3_FROM = ppm(950_000);

/**
 * The tier of a benchmark percentile (ACB-K §2.1): below 80, 80 to 95, above 95. What counts is the upper bound at 0.05 of
 * the higher of EVAL and SHADOW, so a few comparisons prove no low tier, and holding back in one context gains nothing.
 */
export const percentileTier = (evaluation: Wins, shadow: Wins): Tier =>
  Math.max(tierOf(evaluation), tierOf(shadow)) as Tier;

function tierOf({ comparisons, wins }: Wins): Tier {
  const isBelow = (limit: Ratio): boolean => shareBelow({ trials: comparisons, count: wins }, limit, ALPHA);
  if (isBelow(TIER_2_FROM)) return 1;
  return isBelow(TIER_3_FROM) ? 2 : 3;
}
