import type { Rule } from "../law/rule.ts";
import { actionsIn, numberOfAction } from "../world/action.ts";
import { PUBLISHED_PHYSICS, step } from "../world/physics.ts";
import { episodeStart, isComplete, type WorldState } from "../world/world-state.ts";
import { compileAsPublished, publishedSituation } from "./union-mask.ts";

/** What any selector at all can reach. */
export interface Reach {
  /** States apart from their step count, the first included. */
  readonly states: number;
  readonly successes: number;
}

/** Searches a whole episode of the original under its mask, every feasible action of every state, for as long as there are new states. */
export function reachUnderMask(rules: readonly Rule[], start: WorldState = episodeStart(4, 2)): Reach {
  const law = compileAsPublished(rules);
  const found = new Map([[keyOf(start), start]]);
  for (const state of found.values())
    for (const next of isComplete(state) ? [] : successors(state, publishedSituation(law, state).mask))
      if (!found.has(keyOf(next))) found.set(keyOf(next), next);
  return { states: found.size, successes: [...found.values()].filter(isComplete).length };
}

const successors = (state: WorldState, mask: number): readonly WorldState[] =>
  actionsIn(mask).map((action) => step(PUBLISHED_PHYSICS, state, numberOfAction(action)));

const keyOf = ({ cell, inventory, itemType, served, stamped }: WorldState): string =>
  [cell, inventory, itemType, served, stamped].join();
