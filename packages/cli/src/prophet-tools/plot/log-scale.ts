import { linearScale, type LinearScale } from "@plimsoll/simulation";

/** Powers of ten that a drawing shows at most, from the top: below them is only rounding. */
const DECADES_MAX = 7;

/** Maps positive numbers onto a drawing by their logarithm, with ticks at powers of ten. */
export function logScale(least: number, most: number, ends: readonly [number, number]): LinearScale {
  const top = Math.ceil(Math.log10(most) - 1e-9);
  const bottom = Math.max(top - DECADES_MAX, Math.min(top - 1, Math.floor(Math.log10(least) + 1e-9)));
  const scale = linearScale([bottom, top], ends);
  const spacing = Math.ceil((top - bottom) / 5);
  const ticks = Array.from({ length: Math.floor((top - bottom) / spacing) + 1 }, (_, at) => top - at * spacing);
  return {
    at: (value) => scale.at(value > 0 ? Math.max(bottom, Math.log10(value)) : bottom),
    ticks: ticks.map((power) => Number(`1e${power}`)),
  };
}
