import { upperSharePpm } from "./clopper-pearson.ts";
import type { Ratio } from "./ratio.ts";

/**
 * The largest control, in ppm, that `failures` of `trials` prove at error rate alpha: the exact lower confidence bound
 * (Clopper, Pearson 1934), rounded down to 10 ppm. 0 when nothing is proven.
 */
export function provenControlPpm(trials: number, failures: number, alpha: Ratio): number {
  const controlPpm = 1_000_000 - upperSharePpm({ trials, count: failures }, alpha);
  return controlPpm - (controlPpm % 10);
}
