import { cellTowards, DOWN, LEFT, RIGHT, UP } from "../agent/action.ts";
import { DIRT_FULL } from "../field/dirt-unit.ts";
import { requireGenome } from "./genome-length.ts";
import { actionCount, type GardenerPolicy, type Mind, type Scene } from "./policy.ts";

/** What a linear agent knows: a constant, own dirt, dirt above, below, left and right, energy / 100, and a clock. */
export const LINEAR_FEATURES = 8;
/** The clock is 1 in every so many generations of a life, else 0. */
const CLOCK_PERIOD = 20;

/**
 * The action with the largest weighted sum of features; `weights` holds `LINEAR_FEATURES` numbers an action, action by action.
 * Its mind throws `GARDENER_GENOME_INVALID` for another length.
 */
export const linearAgents = (name: string, weights: Float32Array): GardenerPolicy => ({
  name,
  mind: (spec) => linearMind(weights, actionCount(spec)),
});

function linearMind(weights: Float32Array, actions: number): Mind {
  requireGenome(weights, actions * LINEAR_FEATURES);
  const features = new Float64Array(LINEAR_FEATURES);
  return {
    appear: () => undefined,
    inherit: () => undefined,
    decide: (scene, places, count) => {
      for (let at = 0; at < count; at += 1) {
        readFeatures(scene, places[at]!, features);
        scene.agents.action[places[at]!] = best(weights, features, actions);
      }
    },
    forget: () => undefined,
    fork: () => linearMind(weights, actions),
  };
}

function readFeatures({ spec: { side }, cells, agents }: Scene, place: number, features: Float64Array): void {
  const cell = agents.cell[place]!;
  features[0] = 1;
  features[1] = cells[cell]! / DIRT_FULL;
  features[2] = cells[cellTowards(cell, UP, side)]! / DIRT_FULL;
  features[3] = cells[cellTowards(cell, DOWN, side)]! / DIRT_FULL;
  features[4] = cells[cellTowards(cell, LEFT, side)]! / DIRT_FULL;
  features[5] = cells[cellTowards(cell, RIGHT, side)]! / DIRT_FULL;
  features[6] = agents.energy[place]! / 100;
  features[7] = agents.age[place]! % CLOCK_PERIOD === 0 ? 1 : 0;
}

function best(weights: Float32Array, features: Float64Array, actions: number): number {
  let [chosen, most] = [0, Number.NEGATIVE_INFINITY];
  for (let action = 0; action < actions; action += 1) {
    let sum = 0;
    for (let feature = 0; feature < LINEAR_FEATURES; feature += 1) {
      sum += weights[action * LINEAR_FEATURES + feature]! * features[feature]!;
    }
    if (sum > most) [chosen, most] = [action, sum];
  }
  return chosen;
}
