import { type Ratio, reduced } from "@plimsoll/foundation";

/** Successes among trials. */
export interface Tally {
  readonly successes: number;
  readonly trials: number;
}

/**
 * Fisher's exact test, two-sided (Fisher 1935): how likely a table at least as unlikely as this one is, where both tallies come
 * from one rate. Exact, in whole numbers.
 */
export function fisherPValue(one: Tally, other: Tally): Ratio {
  const successes = one.successes + other.successes;
  const trials = one.trials + other.trials;
  const weightOf = (ofOne: number): bigint => choose(one.trials, ofOne) * choose(other.trials, successes - ofOne);
  const seen = weightOf(one.successes);
  let atLeastAsUnlikely = 0n;
  for (let ofOne = 0; ofOne <= successes; ofOne += 1) {
    const weight = weightOf(ofOne);
    if (weight <= seen) atLeastAsUnlikely += weight;
  }
  return reduced(atLeastAsUnlikely, choose(trials, successes));
}

/** Binomial coefficient; 0 where there is nothing to choose from. */
function choose(from: number, count: number): bigint {
  if (count < 0 || count > from) return 0n;
  let ways = 1n;
  for (let index = 1; index <= count; index += 1) ways = (ways * BigInt(from - count + index)) / BigInt(index);
  return ways;
}
