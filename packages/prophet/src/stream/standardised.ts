import { PlimsollError } from "@plimsoll/foundation";

/** A series in deviations of its own from its mean, both of what went before it. */
export interface Standardised {
  /** What comes after the values that mean and deviation were taken of. */
  readonly values: Float64Array;
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Spends the first values on mean and standard deviation, and gives the others in these: (value − mean) / deviation. The spent values are no part
 * of the result, so that no value of it was made with one that comes later. Nor is the scale ever changed after, so that errors stay comparable.
 * @param firstCount at least 2
 * @throws PlimsollError `PROPHET_SERIES` where none are left, or the first are all the same
 */
export function standardised(series: ArrayLike<number>, firstCount: number): Standardised {
  const all = Float64Array.from(series);
  const first = all.subarray(0, firstCount);
  const mean = first.reduce((sum, value) => sum + value / first.length, 0);
  const deviation = Math.sqrt(first.reduce((sum, value) => sum + (value - mean) ** 2 / first.length, 0));
  if (firstCount < 2 || all.length <= firstCount || !(deviation > 0 && deviation < Number.POSITIVE_INFINITY))
    throw new PlimsollError({
      code: "PROPHET_SERIES",
      expected: `more than ${Math.max(2, firstCount)} finite numbers, not all the same among the first ${Math.max(2, firstCount)}`,
      received: `${all.length} with a deviation of ${deviation}`,
      fix: "take mean and deviation of another number of first values, or bring a longer series",
    });
  return { values: all.subarray(firstCount).map((value) => (value - mean) / deviation), mean, deviation };
}
