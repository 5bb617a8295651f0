import { ppm, shareAbove, type ShareCount, shareBelow } from "@plimsoll/foundation";

/** Bounds of a share in ten-thousandths. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

const ONE = 10_000;
const ALPHA = ppm(50_000);
/** As far as an exact tail takes some ms: its cost grows with the rarer of the two outcomes. */
const EXACT_TRIALS_MAX = 1_000_000;
const EXACT_RARER_MAX = 5_000;

/**
 * Do the counts bear both one-sided 95 % bounds? Exactly (Clopper, Pearson 1934) where that is cheap, and by Hoeffding's bound (1963)
 * where it is not: that is never narrower. Counts that no trials can give bear nothing but 0 to 1.
 */
export function intervalHolds(count: ShareCount, { from, to }: Interval, isExact: boolean): boolean {
  const [above, below] = isExact && isCheap(count) ? [exactlyAbove, exactlyBelow] : [surelyAbove, surelyBelow];
  return from <= to && (from === 0 || above(count, from)) && (to === ONE || below(count, to));
}

const isCheap = ({ trials, count }: ShareCount): boolean =>
  trials <= EXACT_TRIALS_MAX && Math.min(count, trials - count) <= EXACT_RARER_MAX;

const exactlyAbove = (count: ShareCount, share: number): boolean => shareAbove(count, ppm(share * 100), ALPHA);
const exactlyBelow = (count: ShareCount, share: number): boolean => shareBelow(count, ppm(share * 100), ALPHA);

/** `exp(-2 n d²) ≤ 1/20` where `n d² ≥ 3/2`, for `ln 20 < 3`. Distances in whole numbers, so that nothing is rounded. */
function isFar({ trials }: ShareCount, distance: bigint): boolean {
  return distance > 0n && 2n * distance * distance >= 3n * BigInt(trials) * BigInt(ONE * ONE);
}
const surelyAbove = (count: ShareCount, share: number): boolean => isFar(count, distanceOf(count, share));
const surelyBelow = (count: ShareCount, share: number): boolean => isFar(count, -distanceOf(count, share));

/** How far the seen share is above a share, times trials and 10 000. */
const distanceOf = ({ trials, count }: ShareCount, share: number): bigint =>
  BigInt(count) * BigInt(ONE) - BigInt(share) * BigInt(trials);
