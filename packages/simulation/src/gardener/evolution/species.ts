import { type Key, normalAt, uniformAt } from "../../random/counter.ts";
import { partialChild, randomBrain } from "../brain/brain-birth.ts";
import { forEachParameter } from "../brain/brain-layout.ts";
import { sharedBrain } from "../policy/brain-policy.ts";
import { LINEAR_FEATURES, linearAgents } from "../policy/linear-policy.ts";
import type { GardenerPolicy } from "../policy/policy.ts";

/** What is bred: genomes, each of them a policy that all agents of a world share. */
export interface Species {
  readonly name: string;
  first(key: Key): Float32Array;
  /** A mutated copy; every sum in the policy moves by about `rate`. */
  child(parent: Float32Array, key: Key, rate: number): Float32Array;
  policy(genome: Float32Array): GardenerPolicy;
}

/**
 * The original's network. First ones have `gain` times the usual weights, no biases and nothing recurrent: usual ones do the same
 * wherever they look, and there is nothing to choose between them.
 */
export const brainSpecies = (actions: number, gain: number): Species => ({
  name: "brain",
  first: (key) => boldBrain(key, actions, gain),
  child: (parent, key, rate) => partialChild(parent, key, rate, actions),
  policy: (genome) => sharedBrain("evolved-brain", genome),
});

function boldBrain(key: Key, actions: number, gain: number): Float32Array {
  const brain = randomBrain(key, actions);
  forEachParameter(actions, (place, _parameter, { name }) => {
    brain[place] = name.includes("bias") || name === "lstm.weight_hh" ? 0 : brain[place]! * gain;
  });
  return brain;
}

/** Weighted sums of eight features an action: 48 numbers, or 56. */
export const linearSpecies = (actions: number): Species => ({
  name: "linear",
  first: (key) => Float32Array.from({ length: actions * LINEAR_FEATURES }, (_, at) => 2 * uniformAt(key, at) - 1),
  child: (parent, key, rate) =>
    parent.map((weight, at) => weight + (rate * normalAt(key, at)) / Math.sqrt(LINEAR_FEATURES)),
  policy: (genome) => linearAgents("evolved-linear", genome),
});
