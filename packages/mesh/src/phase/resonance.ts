import type { BodyOf } from "../event/body.ts";
import type { EventId, MeshEvent } from "../event/event.ts";
import { angleAt } from "./angles.ts";
import { cosineTable, FULL_SCALE, sineIndex, TURN } from "./cosine-table.ts";

/** A twentieth of a turn, rounded: thoughts are taken as 20 to the second and turned once in it. */
export const PHASE_STEP = 3277;

/** Largest noise on either part of one similarity: 0.5 % of full scale. */
export const NOISE_MAX = 164;

/** T_τ in whole numbers: `terms` similarities, each of at most about 32 767 in length, summed. */
export interface Resonance {
  readonly terms: number;
  readonly real: number;
  readonly imaginary: number;
}

type Thought = MeshEvent & { readonly body: BodyOf<"thought"> };

/**
 * The ordered part of the WE (ME-101 to ME-104): how alike each thought is to the one before it in canonical order, turned by
 * its place and summed. Whole numbers only, and its noise is drawn from the id of the thought, so that reading it
 * never changes it and every node reads the same.
 *
 * @param thoughts in canonical order, each with `dimensions` angles.
 */
export function resonanceOf(thoughts: readonly Thought[], dimensions: number): Resonance {
  let [real, imaginary] = [0, 0];
  for (let place = 1; place < thoughts.length; place += 1) {
    const [before, thought] = [thoughts[place - 1] as Thought, thoughts[place] as Thought];
    const alike = similarity(before.body.angles, thought.body.angles, dimensions);
    const [x, y] = turned(alike, (place * PHASE_STEP) % TURN);
    real += x + noiseOf(thought.id, 0);
    imaginary += y + noiseOf(thought.id, 4);
  }
  return { terms: Math.max(0, thoughts.length - 1), real, imaginary };
}

/** |T|² over the square of its terms, 0 to 1, for display: it is a float. 0 for fewer than two thoughts. */
export function resonanceCoherence({ terms, real, imaginary }: Resonance): number {
  if (terms === 0) return 0;
  return Math.min(1, ((real / FULL_SCALE) ** 2 + (imaginary / FULL_SCALE) ** 2) / terms ** 2);
}

/** The mean over the dimensions of cosQ and sinQ of the angle between two thoughts. */
function similarity(before: Uint8Array, after: Uint8Array, dimensions: number): readonly [number, number] {
  const table = cosineTable();
  let [cosines, sines] = [0, 0];
  for (let dimension = 0; dimension < dimensions; dimension += 1) {
    const difference = (angleAt(after, dimension) - angleAt(before, dimension)) & (TURN - 1);
    cosines += table[difference] as number;
    sines += table[sineIndex(difference)] as number;
  }
  return [nearest(cosines, dimensions), nearest(sines, dimensions)];
}

function turned([x, y]: readonly [number, number], angle: number): readonly [number, number] {
  const [cosine, sine] = [cosineTable()[angle] as number, cosineTable()[sineIndex(angle)] as number];
  return [nearest(x * cosine - y * sine, FULL_SCALE), nearest(x * sine + y * cosine, FULL_SCALE)];
}

/** Four digits of the id, as a whole number from −164 to 164. */
const noiseOf = (id: EventId, from: number): number =>
  (Number.parseInt(id.slice(from, from + 4), 16) % (2 * NOISE_MAX + 1)) - NOISE_MAX;

/** The whole number nearest to value / divisor, halves up: floor((2 · value + divisor) / (2 · divisor)), exactly. */
function nearest(value: number, divisor: number): number {
  const [dividend, double] = [2 * value + divisor, 2 * divisor];
  const remainder = ((dividend % double) + double) % double;
  return (dividend - remainder) / double;
}
