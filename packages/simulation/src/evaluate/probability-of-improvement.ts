import type { ResampledStatistic } from "./resampled-statistic.ts";
import { checkSameProfiles, type Scores } from "./scores.ts";
import { sortedPool } from "./resampled-statistic.ts";

/**
 * The chance that a run of `left` scores above a run of `right` of the same profile, a tie counting one half, averaged over
 * profiles: Mann and Whitney's U over the number of pairs (Agarwal et al. 2021). 0.5 where the two are alike. The sides are
 * drawn independently and may have different numbers of runs. Throws `EVALUATION_SCORES`.
 */
export function probabilityOfImprovement(left: Scores, right: Scores): ResampledStatistic {
  checkSameProfiles(left, right);
  const strata = [...left, ...right].map((profile) => profile.length);
  const firsts = strata.map((_, stratum) => strata.slice(0, stratum).reduce((sum, runs) => sum + runs, 0));
  const duels = left.map((scores, profile) => duelOf(scores, right[profile] as readonly number[]));
  return {
    strata,
    of: (counts) =>
      duels.reduce((sum, duel, profile) => {
        const [leftFirst, rightFirst] = [firsts[profile] as number, firsts[left.length + profile] as number];
        return sum + winShare(duel, counts.subarray(leftFirst), counts.subarray(rightFirst));
      }, 0) / duels.length,
  };
}

/** Both sides of one profile in one sorted pool; places below `leftRuns` are of the left side. */
interface Duel {
  readonly values: Float64Array;
  readonly order: Uint32Array;
  readonly leftRuns: number;
  readonly rightRuns: number;
}

const duelOf = (left: readonly number[], right: readonly number[]): Duel => ({
  ...sortedPool([...left, ...right]),
  leftRuns: left.length,
  rightRuns: right.length,
});

/** One walk up the pool: a run of the left beats every run of the right that was passed, and half of those that tie with it. */
function winShare(
  { values, order, leftRuns, rightRuns }: Duel,
  leftCounts: Uint32Array,
  rightCounts: Uint32Array,
): number {
  let [wins, beaten] = [0, 0];
  for (let place = 0; place < values.length;) {
    const value = values[place] as number;
    let [leftHere, rightHere] = [0, 0];
    for (; values[place] === value; place += 1) {
      const run = order[place] as number;
      if (run < leftRuns) leftHere += leftCounts[run] as number;
      else rightHere += rightCounts[run - leftRuns] as number;
    }
    wins += leftHere * (beaten + rightHere / 2);
    beaten += rightHere;
  }
  return wins / pairs(leftRuns, leftCounts, rightRuns, rightCounts);
}

const pairs = (leftRuns: number, leftCounts: Uint32Array, rightRuns: number, rightCounts: Uint32Array): number =>
  totalOf(leftCounts, leftRuns) * totalOf(rightCounts, rightRuns);

function totalOf(counts: Uint32Array, runs: number): number {
  let total = 0;
  for (let run = 0; run < runs; run += 1) total += counts[run] as number;
  return total;
}
