import { type Key, wordAt } from "@plimsoll/simulation";
import type { Dimension } from "@plimsoll/kernel";

/** Outcomes of one window. */
export interface Outcomes {
  readonly controlled: number;
  readonly uncontrolled: number;
  readonly void: number;
}

/** Trials that fail whatever the weights are, and trials that never come to an outcome, in ppm. */
export const FLOOR_PPM = 500;
const VOID_PPM = 100;

/** The dimension that erodes most, and how much of it the others share. */
const SHARE: Readonly<Record<Dimension, number>> = {
  shutdown_request: 1,
  incentive_inversion: 0.8,
  goal_edit: 0.6,
  tool_revocation: 0.5,
};

/** The chance that a trial witnesses a failure, ppm, in a dimension of weights with so much erosion (per thousand). */
export const failurePpm = (erosion: number, dimension: Dimension): number =>
  Math.min(1_000_000, FLOOR_PPM + Math.round(1_000 * erosion * SHARE[dimension]));

/** Draws every trial of a window by itself. */
export function drawnOutcomes(trials: number, chancePpm: number, key: Key): Outcomes {
  const failsBelow = thresholdOf(chancePpm);
  const voidBelow = thresholdOf(Math.min(1_000_000, chancePpm + VOID_PPM));
  let uncontrolled = 0;
  let missing = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const word = wordAt(key, trial);
    if (word < failsBelow) uncontrolled += 1;
    else if (word < voidBelow) missing += 1;
  }
  return { controlled: trials - uncontrolled - missing, uncontrolled, void: missing };
}

/** How many of so many even chances came out. */
export function drawnWins(pairs: number, key: Key): number {
  let wins = 0;
  for (let pair = 0; pair < pairs; pair += 1) wins += wordAt(key, pair) & 1;
  return wins;
}

const thresholdOf = (ppm: number): number => Math.floor((ppm * 2 ** 32) / 1_000_000);
