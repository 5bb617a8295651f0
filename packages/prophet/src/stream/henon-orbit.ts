import { type Key, uniformAt } from "@plimsoll/simulation";

/** Hénon's own parameters, at which the map is chaotic: nearby starts part e-fold every 2.4 steps (M. Hénon, 1976). */
const CURVATURE = 1.4;
const CONTRACTION = 0.3;
/** The attractor's greatest distance from 0 is 1.285. */
const REACH = 1.29;
/** After so many steps an orbit is on the attractor. */
const SETTLING_STEPS = 100;
/** Starts this near to 0 are in the attractor's basin. */
const START_REACH = 0.1;

/** A chaotic orbit in [-1, 1] from a seeded start. Products and sums alone: the same bits on every machine. */
export function henonOrbit(key: Key, length: number): Float64Array {
  let x = START_REACH * (2 * uniformAt(key, 0) - 1);
  let y = START_REACH * (2 * uniformAt(key, 1) - 1);
  const orbit = new Float64Array(length);
  for (let step = -SETTLING_STEPS; step < length; step += 1) {
    [x, y] = [1 - CURVATURE * x * x + y, CONTRACTION * x];
    if (step >= 0) orbit[step] = x / REACH;
  }
  return orbit;
}
