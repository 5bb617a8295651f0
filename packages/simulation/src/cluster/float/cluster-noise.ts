import { type Key, normalAt, partKey, uniformAt } from "../../random/counter.ts";

/** What one reset or one step draws: each number belongs to a place, so the order of drawing does not matter. */
export interface Draws {
  /** In [0, 1). */
  uniform(place: number): number;
  /** Standard normal: mean 0, deviation 1. */
  normal(place: number): number;
}

/** Where a cluster's chance comes from. The key names the episode. */
export interface ClusterNoise {
  starting(key: Key): Draws;
  stepping(key: Key, step: number): Draws;
}

const START = 0;
const STEP = 1;
const UNIFORM = 0;
const NORMAL = 1;

/** Every draw is a pure function of episode, step and place. */
export const counterNoise: ClusterNoise = {
  starting: (key) => drawsOf(partKey(key, START)),
  stepping: (key, step) => drawsOf(partKey(partKey(key, STEP), step)),
};

function drawsOf(key: Key): Draws {
  const uniformKey = partKey(key, UNIFORM);
  const normalKey = partKey(key, NORMAL);
  return {
    uniform: (place) => uniformAt(uniformKey, place),
    normal: (place) => normalAt(normalKey, place),
  };
}

/** Every draw replaced by its mean, for golden transitions: what is more likely than not happens, in the middle cell. */
export const meanNoise: ClusterNoise = {
  starting: () => MEANS,
  stepping: () => MEANS,
};

const MEANS: Draws = { uniform: () => 0.5, normal: () => 0 };

/** A whole number in [0, bound), all alike likely. */
export const drawBelow = (draws: Draws, place: number, bound: number): number =>
  Math.floor(draws.uniform(place) * bound);
