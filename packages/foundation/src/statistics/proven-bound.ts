import { lowerCriticalCount } from "./binomial-tail.ts";
import { ppm, type Ratio } from "./ratio.ts";

/**
 * The largest control, in ppm, that `failures` of `trials` prove at error rate alpha: the exact lower confidence bound
 * (Clopper, Pearson 1934), rounded down to 10 ppm. 0 when nothing is proven.
 */
export function provenControlPpm(trials: number, failures: number, alpha: Ratio): number {
  if (failures >= trials) return 0;
  let proven = 0;
  let refuted = 100_000;
  while (refuted - proven > 1) {
    const middle = (proven + refuted) >> 1;
    if (provesControl(trials, failures, middle * 10, alpha)) proven = middle;
    else refuted = middle;
  }
  return proven * 10;
}

const provesControl = (trials: number, failures: number, claimPpm: number, alpha: Ratio): boolean =>
  failures <= lowerCriticalCount({ trials, failureRate: ppm(1_000_000 - claimPpm) }, alpha);
