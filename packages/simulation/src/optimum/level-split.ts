import { clip } from "../numbers/clip.ts";

/**
 * An amount between two levels, as chance: `whole` levels surely, and one more with chance `part` in [0, 1). Its mean is
 * the amount itself, which is why costs and cuts smaller than a level keep their price on the lattice.
 */
export interface LevelSplit {
  readonly whole: number;
  readonly part: number;
}

/** What is nearer than this to a level is that level: 0.3 · 10 and 3 differ in their last bit only. */
const SNAP = 1e-9;

/** Splits an amount in levels, not negative. */
export function splitLevels(amount: number): LevelSplit {
  const nearest = Math.round(amount);
  if (Math.abs(amount - nearest) < SNAP) return { whole: nearest, part: 0 };
  const whole = Math.floor(amount);
  return { whole, part: amount - whole };
}

/**
 * Chances of each level for a share uniform in [0, below), rounded to the two levels beside it so that the mean stays:
 * the integral of each level's hat function.
 * @param below In [0, 1]; 0 means level 0 surely.
 */
export function uniformLevels(below: number, levels: number): Float64Array {
  const end = below * (levels - 1);
  if (end < SNAP) return Float64Array.from({ length: levels }, (_, level) => (level === 0 ? 1 : 0));
  return Float64Array.from({ length: levels }, (_, level) => (hatIntegral(end - level) - hatIntegral(-level)) / end);
}

/** Integral of max(0, 1 − |t|) from 0 to x. */
function hatIntegral(x: number): number {
  const inside = clip(x, -1, 1);
  return inside - (Math.sign(inside) * inside ** 2) / 2;
}
