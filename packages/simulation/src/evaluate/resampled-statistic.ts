import { checkedScores, checkPaired, type Scores } from "./scores.ts";

/**
 * A statistic as a function of how often each run is taken. The sample itself takes every run once, a bootstrap resample takes
 * them by chance, a jackknife leaves one out: all three are counts, so nothing is ever copied or sorted again.
 */
export interface ResampledStatistic {
  /** How many runs each stratum has; runs are drawn within their stratum only. */
  readonly strata: readonly number[];
  /** The value where run i is taken `counts[i]` times, strata one after another. The counts MUST NOT be kept or changed. */
  readonly of: (counts: Uint32Array) => number;
}

/** A statistic of one sorted pool of scores. `counts[order[i]]` belongs to `values[i]`. */
export type PooledStatistic = (values: Float64Array, order: Uint32Array, counts: Uint32Array) => number;

/** The statistic over all runs of all profiles together, runs resampled within their profile (Agarwal et al. 2021). */
export function overAllRuns(scores: Scores, statistic: PooledStatistic): ResampledStatistic {
  const { values, order } = sortedPool(checkedScores(scores).flat());
  return { strata: scores.map((profile) => profile.length), of: (counts) => statistic(values, order, counts) };
}

/** `left − right` on the same seeds: one resample takes the same runs of both, so what the seeds share cancels. */
export function pairedDifference(left: Scores, right: Scores, statistic: PooledStatistic): ResampledStatistic {
  checkPaired(left, right);
  const [minuend, subtrahend] = [overAllRuns(left, statistic), overAllRuns(right, statistic)];
  return { strata: minuend.strata, of: (counts) => minuend.of(counts) - subtrahend.of(counts) };
}

/** `left − right` where seeds have nothing to do with each other: both sides are drawn by themselves. */
export function independentDifference(left: Scores, right: Scores, statistic: PooledStatistic): ResampledStatistic {
  const [minuend, subtrahend] = [overAllRuns(left, statistic), overAllRuns(right, statistic)];
  const leftRuns = left.flat().length;
  return {
    strata: [...minuend.strata, ...subtrahend.strata],
    of: (counts) => minuend.of(counts.subarray(0, leftRuns)) - subtrahend.of(counts.subarray(leftRuns)),
  };
}

/** The value of the sample itself. */
export const estimateOf = ({ strata, of }: ResampledStatistic): number =>
  of(new Uint32Array(strata.reduce((sum, runs) => sum + runs, 0)).fill(1));

export function sortedPool(scores: readonly number[]): { readonly values: Float64Array; readonly order: Uint32Array } {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  return { order, values: Float64Array.from(order, (place) => scores[place] as number) };
}
