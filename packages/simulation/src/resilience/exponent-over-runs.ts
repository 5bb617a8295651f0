import { type BootstrapSettings, bootstrapInterval, type Interval } from "../evaluate/bootstrap.ts";
import { meanScore } from "../evaluate/mean-score.ts";
import { overAllRuns } from "../evaluate/resampled-statistic.ts";
import { finiteTimeExponent } from "./damage.ts";

/** Exponents of several runs. */
export interface ExponentOverRuns {
  /** The mean over runs that were perturbed at all, per step. Healed runs count as a distance of `floor`. */
  readonly exponent: Interval;
  /** `grows` or `heals` where the whole interval lies on that side of 0, else `unclear`. */
  readonly sign: "grows" | "heals" | "unclear";
  /** Runs in which nothing of the perturbation was left. */
  readonly healed: number;
  /** Runs whose perturbation changed nothing, or that ended at once: they say nothing and are left out. */
  readonly silent: number;
}

/**
 * Sums up runs of damage. `floor` is the least distance that can be seen, above 0: without it the logarithm of a healed run has no
 * bound, and one such run would outweigh all others. Throws `EVALUATION_SCORES` where no run was perturbed.
 */
export function exponentOverRuns(
  runs: readonly Float64Array[],
  floor: number,
  settings: BootstrapSettings,
): ExponentOverRuns {
  const perturbed = runs.filter((distances) => distances.length > 1 && distances[0]! > 0);
  const exponents = perturbed.map((distances) => finiteTimeExponent(floored(distances, floor))!);
  const exponent = bootstrapInterval(overAllRuns([exponents], meanScore), settings);
  const sign = exponent.low > 0 ? "grows" : exponent.high < 0 ? "heals" : "unclear";
  const healed = perturbed.filter((distances) => distances.at(-1) === 0).length;
  return { exponent, sign, healed, silent: runs.length - perturbed.length };
}

const floored = (distances: Float64Array, floor: number): Float64Array =>
  distances.map((distance) => Math.max(distance, floor));
