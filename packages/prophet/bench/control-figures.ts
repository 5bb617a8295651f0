import {
  BOOTSTRAP_DEFAULTS,
  bootstrapInterval,
  type Interval,
  interquartileMean,
  overAllRuns,
  pairedDifference,
  seedKey,
} from "@plimsoll/simulation";

/** Scores by task and seed: mean errors in those of the best fixed rate. */
export type Scores = readonly (readonly number[])[];

const SETTINGS = { ...BOOTSTRAP_DEFAULTS, resamples: 2000, key: seedKey(11) };

export const iqmOf = (scores: Scores): Interval => bootstrapInterval(overAllRuns(scores, interquartileMean), SETTINGS);

/** How much worse than the other on the same seeds and streams, by interquartile means. */
export const costOf = (scores: Scores, other: Scores): Interval =>
  bootstrapInterval(pairedDifference(scores, other, interquartileMean), SETTINGS);

/** The worst of all seeds of a task, mean over the tasks. A resample never has a worse one: the interval only opens downwards. */
export const worstOf = (scores: Scores): Interval =>
  bootstrapInterval(
    {
      strata: scores.map((task) => task.length),
      of: (counts) => {
        let first = 0;
        const worst = scores.map((task) => {
          const taken = task.filter((_, run) => (counts[first + run] ?? 0) > 0);
          first += task.length;
          return Math.max(...taken);
        });
        return worst.reduce((sum, value) => sum + value, 0) / worst.length;
      },
    },
    SETTINGS,
  );

/** The upper end of the exact 95 % interval for a chance of which `hits` of `runs` were seen (Clopper and Pearson 1934). */
export function chanceAtMost(hits: number, runs: number): number {
  let [low, high] = [hits / runs, 1];
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (atMost(hits, runs, middle) > 0.025) low = middle;
    else high = middle;
  }
  return high;
}

/** P(at most `hits` of `runs`) at this chance. */
function atMost(hits: number, runs: number, chance: number): number {
  let [sum, log] = [0, runs * Math.log1p(-chance)];
  for (let k = 0; k <= hits; k += 1) {
    sum += Math.exp(log);
    log += Math.log((runs - k) / (k + 1)) + Math.log(chance) - Math.log1p(-chance);
  }
  return sum;
}
