import { type Key, uniformAt } from "@plimsoll/simulation";

/**
 * How control wears off in training, in failures per thousand trials beyond the floor, by hours of training at full power:
 *
 *     dx = (push − pull · x + growth · x²) dt + noise · √dt · n,      0 ≤ x ≤ 1 000
 *
 * What the training rewards pushes, what still corrects it pulls, and what has gone wrong already makes more of it. It is the normal form
 * of a fold: while pull² > 4 · growth · push there is a steady x, and where pull falls below that it is lost for good. A model, not a
 * measurement; every scenario states its numbers.
 */
export interface ErosionRates {
  readonly push: number;
  readonly pull: number;
  readonly growth: number;
  readonly noise: number;
}

const STEP_HOURS = 0.1;
const EROSION_MAX = 1_000;

/** What `hours` of training make of an erosion. Draws are numbered from `firstDraw`; answers also the next free number. */
export function eroded(
  erosion: number,
  hours: number,
  rates: ErosionRates,
  key: Key,
  firstDraw: number,
): { readonly erosion: number; readonly nextDraw: number } {
  const steps = Math.max(1, Math.round(hours / STEP_HOURS));
  const dt = hours / steps;
  let x = erosion;
  for (let step = 0; step < steps; step += 1) {
    const drift = rates.push - rates.pull * x + rates.growth * x * x;
    x += drift * dt + rates.noise * Math.sqrt(dt) * bell(key, firstDraw + step);
    x = Math.max(0, Math.min(EROSION_MAX, x));
  }
  return { erosion: x, nextDraw: firstDraw + steps };
}

/**
 * Mean 0, variance 1: a sum of twelve uniform numbers. Sums and square roots are the same bits on every engine, logarithms and cosines
 * need not be, and a rehearsal decides the same everywhere (law L7).
 */
function bell(key: Key, index: number): number {
  let sum = -6;
  for (let part = 0; part < 12; part += 1) sum += uniformAt(key, 12 * index + part);
  return sum;
}

/** Where erosion stands still under these rates: the lower root; `null` beyond the fold. */
export function steadyErosion({ push, pull, growth }: ErosionRates): number | null {
  if (growth === 0) return pull === 0 ? null : push / pull;
  const discriminant = pull * pull - 4 * growth * push;
  return discriminant < 0 ? null : (pull - Math.sqrt(discriminant)) / (2 * growth);
}
