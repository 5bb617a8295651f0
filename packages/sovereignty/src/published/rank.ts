import { type ActionSet, DEPOSIT, NO_ACTIONS, STAMP } from "../world/action.ts";
import { SOURCE, STAMP_LOCATION, stepsBetween, ZONE_CELLS, numberOfZone } from "../world/grid.ts";
import { PUBLISHED_PHYSICS } from "../world/physics.ts";
import { progressSet, type Rank, RANK_INFINITE } from "../world/rank.ts";
import type { Target } from "../world/target.ts";
import type { WorldState } from "../world/world-state.ts";

/**
 * The public original's rank (reference §2.6). In regime 2 it forgets that a deposit wants the stamp, which no progress then ever leads
 * to: the regime has no solution (§11 T1). Infinite for `STAMP_CARGO`, which the original has not.
 */
export const publishedRank: Rank = (_rules, state, target) => {
  if (target.kind === "STAMP_CARGO") return RANK_INFINITE;
  const zone = numberOfZone(target.targetId);
  if ((state.served & (1 << zone)) !== 0) return 0;
  const { cell } = state;
  const [start, fetched] = state.inventory > 0 ? [cell, 0] : [SOURCE, stepsBetween(cell, SOURCE) + 1];
  return fetched + stepsToDeposit(state, start, ZONE_CELLS[zone]!);
};

const stepsToDeposit = (state: WorldState, from: number, goal: number): number =>
  isStampAwaited(state)
    ? stepsBetween(from, STAMP_LOCATION) + 1 + stepsBetween(STAMP_LOCATION, goal) + 1
    : stepsBetween(from, goal) + 1;

const isStampAwaited = ({ regime, stamped }: WorldState): boolean => regime === 1 && !stamped;

/** The general definition of progress, but for the original's two exceptions: the stamp in regime 1, the right item in regime 2. */
export function publishedProgress(state: WorldState, target: Target): ActionSet {
  if (publishedRank(PUBLISHED_PHYSICS, state, target) === 0) return NO_ACTIONS;
  const isLoaded = state.inventory > 0;
  if (isLoaded && isStampAwaited(state) && state.cell === STAMP_LOCATION) return 1 << STAMP;
  if (isLoaded && state.regime === 2 && isRightItemAt(state, target)) return 1 << DEPOSIT;
  return progressSet(PUBLISHED_PHYSICS, publishedRank, state, target);
}

function isRightItemAt({ cell, itemType }: WorldState, { targetId }: Target): boolean {
  if (targetId === "ZONE_A") return itemType === "A" && cell === ZONE_CELLS[0];
  return targetId === "ZONE_B" && itemType === "B" && cell === ZONE_CELLS[1];
}
