import { letAllPass } from "../control/action-filter.ts";
import type { GardenerArithmetic } from "../arithmetic.ts";
import { advance } from "../generation/advance.ts";
import type { GardenerPolicy } from "../policy/policy.ts";
import type { GardenerSpec } from "../spec/gardener-spec.ts";
import { createGardener, type GardenerSetup } from "../world.ts";
import { partKey, seedKey, uniformAt } from "../../random/counter.ts";
import { dirtFloor } from "../field/dirt-unit.ts";

export interface Trial {
  readonly seeds: readonly number[];
  readonly generations: number;
  /** Every cell begins with a uniform chance amount of dirt up to this share: 0 is the world as it is, more a lesson in cleaning. */
  readonly dirtMax: number;
}

/** Mean dirt of all generations of a trial as a share of what the field can hold, over its seeds: the lower the better. */
export function trialScore(
  spec: GardenerSpec,
  arithmetic: GardenerArithmetic,
  trial: Trial,
  policy: GardenerPolicy,
): number {
  const runs = trial.seeds.map((seed) => entropyMean({ spec, seed, policy, filter: letAllPass, arithmetic }, trial));
  return runs.reduce((sum, run) => sum + run, 0) / (runs.length * spec.side * spec.side);
}

/** Mean of the total entropy over the generations of a run. */
function entropyMean(setup: GardenerSetup, { generations, dirtMax }: Trial): number {
  const world = createGardener(setup);
  const key = partKey(seedKey(setup.seed), TRIAL_DIRT);
  world.cells.forEach((_, cell) => {
    world.cells[cell] = dirtFloor(dirtMax * uniformAt(key, cell));
  });
  let sum = 0;
  for (let generation = 0; generation < generations; generation += 1) sum += advance(world).entropyTotal;
  return sum / generations;
}

/** A purpose apart from those of a world. */
const TRIAL_DIRT = 101;
