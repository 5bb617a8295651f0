import { type ActionSet, ACTION_IDS, NO_ACTIONS } from "./action.ts";
import { SOURCE, STAMP_LOCATION, stepsBetween, ZONE_CELLS, numberOfZone } from "./grid.ts";
import { lacksStamp, type PhysicsRules, step } from "./physics.ts";
import { canDeliver, isDelivered, isStamped, type SeenByB, seenByA, seenByB, type Target } from "./target.ts";
import type { WorldState } from "./world-state.ts";

/** The rank of a target that cannot be satisfied from what it may read of this state: ∞ as a number (reference §2.4). */
export const RANK_INFINITE = 1_000_000_000;

/** How far a state is from satisfying a target, 0 when it does: the feasibility interface of seed §5.1. */
export type Rank = (rules: PhysicsRules, state: WorldState, target: Target) => number;

/**
 * The candidate's rank. Deposits and the stamp: fewest steps to satisfaction, in closed form (a test compares it with a search
 * over all states). Whether the stamp or a delivery is there is read off what is reserved for it (E1), and of a delivery nothing else
 * is: it is one step away or not in sight.
 */
export const cleanRank: Rank = (rules, state, target) => {
  if (target.kind === "STAMP_CARGO") return isStamped(seenByA(state)) ? 0 : stepsToStamp(state);
  if (target.kind === "DELIVER") return stepsToDelivery(target.targetId, seenByB(state));
  const zone = numberOfZone(target.targetId);
  return (state.served & (1 << zone)) === 0 ? stepsToDeposit(rules, state, zone) : 0;
};

function stepsToDelivery(zone: "ZONE_A" | "ZONE_B", seen: SeenByB): number {
  if (isDelivered(zone, seen)) return 0;
  return canDeliver(zone, seen) ? 1 : RANK_INFINITE;
}

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
