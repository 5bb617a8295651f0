/**
 * The test of Kolmogorov and Smirnov for two samples of the same size n. The statistic is a multiple of 1/n, so that it is counted here in whole
 * places: the greatest difference of how many values of either are at or below a point.
 */

/** The greatest such difference of two rising samples of the same size; ties count on both sides. */
export function greatestDifference(left: Float64Array, right: Float64Array): number {
  const size = left.length;
  let [i, j, greatest] = [0, 0, 0];
  while (i < size && j < size) {
    const point = Math.min(left[i] as number, right[j] as number);
    while (i < size && (left[i] as number) <= point) i += 1;
    while (j < size && (right[j] as number) <= point) j += 1;
    greatest = Math.max(greatest, Math.abs(i - j));
  }
  return greatest;
}

/**
 * The exact chance that two samples of n values from one continuous distribution differ by `difference` places or more (B. V. Gnedenko, V. S.
 * Korolyuk 1951): 2 · Σ (−1)^(k+1) · C(2n, n − k·difference) / C(2n, n).
 */
export function chanceOfDifference(size: number, difference: number): number {
  if (difference <= 0) return 1;
  let sum = 0;
  for (let k = Math.floor(size / difference); k >= 1; k -= 1)
    sum += (k % 2 === 1 ? 1 : -1) * binomialRatio(size, k * difference);
  return Math.min(1, Math.max(0, 2 * sum));
}

/** C(2n, n − m) / C(2n, n). */
function binomialRatio(size: number, offset: number): number {
  let ratio = 1;
  for (let place = 0; place < offset; place += 1) ratio *= (size - place) / (size + place + 1);
  return ratio;
}
