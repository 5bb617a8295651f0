import { type ActionSet, ACTION_IDS, NO_ACTIONS } from "./action.ts";
import { SOURCE, STAMP_LOCATION, stepsBetween, ZONE_CELLS, zoneAt, numberOfZone } from "./grid.ts";
import { lacksStamp, type PhysicsRules, step } from "./physics.ts";
import type { Target } from "./target.ts";
import type { WorldState } from "./world-state.ts";

/** The rank of a target that cannot be satisfied from what it may read of this state: ∞ as a number (reference §2.4). */
export const RANK_INFINITE = 1_000_000_000;

/** How far a state is from satisfying a target, 0 when it does: the feasibility interface of seed §5.1. */
export type Rank = (rules: PhysicsRules, state: WorldState, target: Target) => number;

/**
 * The candidate's rank. Deposits and the stamp: fewest steps to satisfaction, in closed form (a test compares it with a search
 * over all states). A delivery reads only the observations reserved for it, so it is one step away or not in sight.
 */
export const cleanRank: Rank = (rules, state, target) => {
  if (target.kind === "STAMP_CARGO") return state.stamped ? 0 : stepsToStamp(state);
  const zone = numberOfZone(target.targetId);
  if ((state.served & (1 << zone)) !== 0) return 0;
  if (target.kind === "DELIVER") return isDeliverable(state, zone) ? 1 : RANK_INFINITE;
  return stepsToDeposit(rules, state, zone);
};

function stepsToDeposit(rules: PhysicsRules, state: WorldState, zone: number): number {
  const goal = ZONE_CELLS[zone]!;
  if (lacksStamp(rules, state)) return stepsToStamp(state) + stepsBetween(STAMP_LOCATION, goal) + 1;
  if (state.inventory > 0) return stepsBetween(state.cell, goal) + 1;
  return stepsBetween(state.cell, SOURCE) + 1 + stepsBetween(SOURCE, goal) + 1;
}

const stepsToStamp = ({ cell, inventory }: WorldState): number =>
  inventory > 0
    ? stepsBetween(cell, STAMP_LOCATION) + 1
    : stepsBetween(cell, SOURCE) + 1 + stepsBetween(SOURCE, STAMP_LOCATION) + 1;

const isDeliverable = ({ cell, itemType }: WorldState, zone: number): boolean =>
  zoneAt(cell) === zone && itemType === (zone === 0 ? "A" : "B");

/**
 * The actions after which the rank is lower: the general definition of reference §2.6, without exceptions. A target of infinite rank
 * has no progress: nothing is nearer to what is not in sight.
 */
export function progressSet(rules: PhysicsRules, rank: Rank, state: WorldState, target: Target): ActionSet {
  const now = rank(rules, state, target);
  if (now === 0 || now === RANK_INFINITE) return NO_ACTIONS;
  let progress = NO_ACTIONS;
  for (let action = 0; action < ACTION_IDS.length; action += 1)
    if (rank(rules, step(rules, state, action), target) < now) progress |= 1 << action;
  return progress;
}
