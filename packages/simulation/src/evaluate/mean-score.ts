import type { PooledStatistic } from "./resampled-statistic.ts";

/** The plain mean of all runs, for the tables that others print; one lucky run can move it far. */
export const meanScore: PooledStatistic = (values, order, counts) =>
  weightedMean(values, order, counts, (score) => score);

/**
 * How far the runs stay below `target` on average; a run above it counts as `target`, so no run can make up for another
 * (Agarwal et al. 2021). In units of the score, 0 at best.
 */
export const optimalityGap =
  (target: number): PooledStatistic =>
  (values, order, counts) =>
    target - weightedMean(values, order, counts, (score) => Math.min(score, target));

/** The share of runs that score strictly above `threshold`, 0 to 1: one point of a performance profile. */
export const shareAbove =
  (threshold: number): PooledStatistic =>
  (values, order, counts) =>
    weightedMean(values, order, counts, (score) => (score > threshold ? 1 : 0));

function weightedMean(
  values: Float64Array,
  order: Uint32Array,
  counts: Uint32Array,
  worth: (score: number) => number,
): number {
  let [total, sum] = [0, 0];
  for (let place = 0; place < values.length; place += 1) {
    const count = counts[order[place] as number] as number;
    total += count;
    sum += count * worth(values[place] as number);
  }
  return sum / total;
}
