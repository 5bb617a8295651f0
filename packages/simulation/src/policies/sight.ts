import { DOWN, LEFT, RIGHT, UP } from "../cluster/actions.ts";
import type { ClusterSpec } from "../cluster/cluster-spec.ts";

/** The agent's own place among the nine of an observation. */
export const OWN = 4;

export const PLACES: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/** The four cells a move leads to, in the order that breaks ties. */
export const NEIGHBOURS = [
  { action: UP, place: 1 },
  { action: DOWN, place: 7 },
  { action: LEFT, place: 3 },
  { action: RIGHT, place: 5 },
] as const;

const BUDGET = 29;

export const cpuSeen = (observation: Float32Array, place: number): number => observation[3 * place] as number;
export const memorySeen = (observation: Float32Array, place: number): number => observation[3 * place + 1] as number;

/** CPU + memory of a place, in [0, 2], in float32 as the world adds them. */
export const loadSeen = (observation: Float32Array, place: number): number =>
  Math.fround(cpuSeen(observation, place) + memorySeen(observation, place));

/** Rounded to float32, for 0.5 of 100 to be 0.5 again and not a little less. */
export const budgetSeen = (spec: ClusterSpec, observation: Float32Array): number =>
  Math.fround((observation[BUDGET] as number) * spec.budget.full);

/** Whether a place is hot as the world counts it: above the threshold, compared in float32. */
export function isHotSeen(spec: ClusterSpec, observation: Float32Array, place: number): boolean {
  const above = Math.fround(spec.scale.hotAbove);
  return cpuSeen(observation, place) > above || memorySeen(observation, place) > above;
}

/** How many of the nine places are hot. */
export const hotPlacesSeen = (spec: ClusterSpec, observation: Float32Array): number =>
  PLACES.filter((place) => isHotSeen(spec, observation, place)).length;

/** The move to the neighbour with the largest value, ties in the order up, down, left, right. */
export function moveToLargest(valueAt: (place: number) => number): number {
  let best: (typeof NEIGHBOURS)[number] = NEIGHBOURS[0];
  for (const neighbour of NEIGHBOURS) if (valueAt(neighbour.place) > valueAt(best.place)) best = neighbour;
  return best.action;
}
