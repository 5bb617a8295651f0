import { type BootstrapSettings, forEachResample, type Interval, quantileOfSorted } from "./bootstrap.ts";
import { shareAbove } from "./mean-score.ts";
import { estimateOf, overAllRuns, type ResampledStatistic } from "./resampled-statistic.ts";
import type { Scores } from "./scores.ts";

/** The share of runs that score strictly above a threshold, with its interval. */
export interface ProfilePoint extends Interval {
  readonly threshold: number;
}

/**
 * The performance profile of one policy over all profiles: for each threshold the share of runs above it (Dolan and Moré 2002;
 * Agarwal et al. 2021). The band is point by point and by percentiles: at each threshold by itself it holds the true share at
 * the level asked for, over the whole curve less often. Throws `EVALUATION_SCORES`, `BOOTSTRAP_SETTINGS`.
 */
export function performanceProfile(
  scores: Scores,
  thresholds: readonly number[],
  settings: Omit<BootstrapSettings, "method">,
): readonly ProfilePoint[] {
  const shares = thresholds.map((threshold) => overAllRuns(scores, shareAbove(threshold)));
  const distributions = sharedDistributions(shares, settings);
  const tail = (1 - settings.level) / 2;
  return shares.map((share, index) => ({
    threshold: thresholds[index] as number,
    estimate: estimateOf(share),
    low: quantileOfSorted(distributions[index] as Float64Array, tail),
    high: quantileOfSorted(distributions[index] as Float64Array, 1 - tail),
    level: settings.level,
  }));
}

/** Evenly spaced thresholds from the lowest to the highest score of all policies. `points` is at least 2. */
export function thresholdsOver(policies: readonly Scores[], points: number): readonly number[] {
  const all = policies.flat(2);
  const [low, high] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  return Array.from({ length: points }, (_, index) => low + ((high - low) * index) / (points - 1));
}

/** All thresholds look at the same resamples: drawing them once is most of the work. */
function sharedDistributions(
  shares: readonly ResampledStatistic[],
  settings: Omit<BootstrapSettings, "method">,
): readonly Float64Array[] {
  const distributions = shares.map(() => new Float64Array(settings.resamples));
  const strata = shares[0]?.strata ?? [];
  forEachResample(strata, { ...settings, method: "percentile" }, (counts, resample) => {
    shares.forEach(({ of }, index) => ((distributions[index] as Float64Array)[resample] = of(counts)));
  });
  return distributions.map((distribution) => distribution.sort());
}
