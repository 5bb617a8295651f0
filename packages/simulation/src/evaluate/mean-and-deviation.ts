/** The mean and the population standard deviation (divided by n, as the seed's benchmark prints it), in units of the values. */
export interface MeanAndDeviation {
  readonly mean: number;
  readonly deviation: number;
  readonly count: number;
}

/** Both are `NaN` of no values: there is nothing to report, and 0 would look like a figure. */
export function meanAndDeviation(values: readonly number[]): MeanAndDeviation {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  // Around the mean, not as a difference of squares: that one loses all digits where the mean is far from 0.
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  return { mean, deviation: Math.sqrt(variance), count };
}
