import { STEPS_PER_EPISODE } from "../run/bounds.ts";
import { ACTION_IDS } from "../world/action.ts";
import { type PhysicsRules, step } from "../world/physics.ts";
import { REGIME_1_START, REGIME_2_PREREGISTERED_START } from "../world/schedule.ts";
import { episodeStart, isComplete, type WorldState } from "../world/world-state.ts";

/**
 * Every state that some actions lead to and in which the episode is not over, in an episode of each regime: by the physics, whatever
 * a law says of it. Each is there once, at the fewest steps.
 */
export const reachableStates = (physics: PhysicsRules): readonly WorldState[] =>
  STARTS.flatMap((start) => statesBehind(physics, start));

const STARTS = [
  episodeStart(0, 0),
  episodeStart(REGIME_1_START, 1),
  episodeStart(REGIME_2_PREREGISTERED_START, 2),
] as const;

function statesBehind(physics: PhysicsRules, start: WorldState): readonly WorldState[] {
  const found = new Map([[keyOf(start), start]]);
  for (const state of found.values())
    for (const next of successors(physics, state)) {
      const key = keyOf(next);
      if (!isOver(next) && !found.has(key)) found.set(key, next);
    }
  return [...found.values()];
}

const successors = (physics: PhysicsRules, state: WorldState): readonly WorldState[] =>
  ACTION_IDS.map((_id, action) => step(physics, state, action));

const isOver = (state: WorldState): boolean => isComplete(state) || state.step >= STEPS_PER_EPISODE;

const keyOf = ({ cell, inventory, itemType, served, stamped }: WorldState): string =>
  [cell, inventory, itemType, served, stamped].join();
