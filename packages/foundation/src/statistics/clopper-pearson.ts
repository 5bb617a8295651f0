import { lowerTail, lowerTailAtMost } from "./lower-tail.ts";
import { ppm, type Ratio } from "./ratio.ts";

/** How often something came up in a number of independent trials: `0 ≤ count ≤ trials`, whole numbers. */
export interface ShareCount {
  readonly trials: number;
  readonly count: number;
}

const ONE_PPM = 1_000_000;

/**
 * The exact upper confidence bound on a share (Clopper, Pearson 1934) in ppm, rounded up: the smallest whole share u
 * with `P(X ≤ count | trials, u) ≤ alpha`. 1 000 000 when nothing is shown, as without trials. `alpha` is below 1/2.
 */
export function upperSharePpm({ trials, count }: ShareCount, alpha: Ratio): number {
  if (!(count >= 0 && count < trials)) return ONE_PPM;
  const tail = lowerTail(trials, count);
  const shown = (share: number): boolean => share >= ONE_PPM || lowerTailAtMost(tail, ppm(share), alpha);
  let refuted = Math.floor((count * ONE_PPM) / trials);
  let width = firstWidth(trials);
  while (!shown(refuted + width)) {
    refuted += width;
    width *= 2;
  }
  return firstShown(refuted, Math.min(refuted + width, ONE_PPM), shown);
}

/** The exact lower confidence bound on a share in ppm, rounded down: the mirror of the upper bound. */
export const lowerSharePpm = ({ trials, count }: ShareCount, alpha: Ratio): number =>
  ONE_PPM - upperSharePpm({ trials, count: trials - count }, alpha);

/** About two standard deviations of the most uncertain share: the search for the bound begins with steps of this size. */
const firstWidth = (trials: number): number => (ONE_PPM >> ((32 - Math.clz32(trials)) >> 1)) + 1;

function firstShown(below: number, above: number, shown: (share: number) => boolean): number {
  let refuted = below;
  let bound = above;
  while (bound - refuted > 1) {
    const middle = (refuted + bound) >> 1;
    if (shown(middle)) bound = middle;
    else refuted = middle;
  }
  return bound;
}
