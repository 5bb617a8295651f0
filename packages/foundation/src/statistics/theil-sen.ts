import { type Ratio, reduced } from "./ratio.ts";

/** One observation with an exact value. */
export interface TrendPoint {
  readonly x: bigint;
  readonly y: Ratio;
}

/**
 * The median of the slopes between all pairs of points with different x (Theil 1950, Sen 1968), exactly.
 * Of an even number of slopes the lower of the middle two is taken: it is the worse for whoever claims that nothing falls.
 * `null` when no two points differ in x.
 */
export function theilSenSlope(points: readonly TrendPoint[]): Ratio | null {
  const slopes = points.flatMap((left, index) => points.slice(index + 1).flatMap((right) => slopeBetween(left, right)));
  slopes.sort(compareRatios);
  return slopes[(slopes.length - 1) >> 1] ?? null;
}

function slopeBetween(left: TrendPoint, right: TrendPoint): Ratio[] {
  const [from, to] = left.x <= right.x ? [left, right] : [right, left];
  if (from.x === to.x) return [];
  const rise = to.y.numerator * from.y.denominator - from.y.numerator * to.y.denominator;
  return [reduced(rise, to.y.denominator * from.y.denominator * (to.x - from.x))];
}

function compareRatios(left: Ratio, right: Ratio): number {
  const difference = left.numerator * right.denominator - right.numerator * left.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
