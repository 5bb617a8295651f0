import type { PooledStatistic } from "./resampled-statistic.ts";

/**
 * The mean of the middle half of all runs. A run at the edge of that half counts by the part of it that is inside, so the
 * mean is defined for any number of runs, and does not jump when one more arrives. Where the number is a multiple of four
 * it is rliable's; else rliable cuts ⌊n/4⌋ whole runs from either end, less than a quarter.
 */
export const interquartileMean: PooledStatistic = (values, order, counts) => {
  const [low, high] = middleHalf(counts);
  let [seen, sum] = [0, 0];
  for (let place = 0; place < values.length; place += 1) {
    const from = Math.max(seen, low);
    seen += counts[order[place] as number] as number;
    const inside = Math.min(seen, high) - from;
    if (inside > 0) sum += inside * (values[place] as number);
  }
  return sum / (high - low);
};

function middleHalf(counts: Uint32Array): readonly [number, number] {
  let total = 0;
  for (let run = 0; run < counts.length; run += 1) total += counts[run] as number;
  return [total / 4, (3 * total) / 4];
}
