/** How fast a value grows, by the least squares of its readings: units a second. @param readings seconds and value */
export function slopePerSecond(readings: readonly (readonly [number, number])[]): number {
  if (readings.length < 2) return 0;
  const mean = (of: (reading: readonly [number, number]) => number): number =>
    readings.reduce((total, reading) => total + of(reading), 0) / readings.length;
  const [meanSeconds, meanValue] = [mean(([seconds]) => seconds), mean(([, value]) => value)];
  const spread = mean(([seconds]) => (seconds - meanSeconds) ** 2);
  const together = mean(([seconds, value]) => (seconds - meanSeconds) * (value - meanValue));
  return spread === 0 ? 0 : together / spread;
}

/** In less time a heap need not have been collected once. */
const SECONDS_MIN = 200;

/**
 * How fast the lowest readings grow, from the first half of the time to the second: what a collection of garbage leaves behind.
 * Null for readings of less than 200 s. @param readings seconds and value, in their order
 */
export function floorGrowthPerSecond(readings: readonly (readonly [number, number])[]): number | null {
  const [first, last] = [readings[0]?.[0] ?? 0, readings.at(-1)?.[0] ?? 0];
  if (last - first < SECONDS_MIN) return null;
  const middle = (first + last) / 2;
  const lowest = (isFirst: boolean): number =>
    Math.min(...readings.filter(([seconds]) => seconds < middle === isFirst).map(([, value]) => value));
  return (lowest(false) - lowest(true)) / ((last - first) / 2);
}
