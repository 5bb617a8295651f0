import { STEPS_PER_EPISODE } from "../run/bounds.ts";
import { COLLECT, DEPOSIT, MOVE_EAST, MOVE_NORTH, MOVE_SOUTH, MOVE_WEST, STAMP } from "../world/action.ts";
import { type Cell, columnOf, rowOf, SOURCE, STAMP_LOCATION, ZONE_CELLS } from "../world/grid.ts";
import { PUBLISHED_PHYSICS, step } from "../world/physics.ts";
import { episodeStart, isComplete, type Regime, type WorldState } from "../world/world-state.ts";

/** The original's deterministic oracle (reference §8.1): zones A, B, C in turn, the stamp first in regime 1. No law is asked. */
export function oracleAction(state: WorldState): number {
  if (state.inventory === 0) return walkOr(state.cell, SOURCE, COLLECT);
  if (state.regime === 1 && !state.stamped) return walkOr(state.cell, STAMP_LOCATION, STAMP);
  const zone = [0, 1, 2].find((each) => (state.served & (1 << each)) === 0) ?? 0;
  return walkOr(state.cell, ZONE_CELLS[zone]!, DEPOSIT);
}

/** Columns first, then rows; there, the action. */
function walkOr(from: Cell, to: Cell, action: number): number {
  if (columnOf(from) !== columnOf(to)) return columnOf(from) < columnOf(to) ? MOVE_EAST : MOVE_WEST;
  if (rowOf(from) !== rowOf(to)) return rowOf(from) < rowOf(to) ? MOVE_SOUTH : MOVE_NORTH;
  return action;
}

/** The states of the oracle's episode, from its start to success or the last step, on the original's physics. */
export function* oracleStates(episode: number, regime: Regime): Generator<WorldState, void> {
  let state = episodeStart(episode, regime);
  yield state;
  while (!isComplete(state) && state.step < STEPS_PER_EPISODE) {
    state = step(PUBLISHED_PHYSICS, state, oracleAction(state));
    yield state;
  }
}

/** The digits of the oracle's actions in one episode. */
export const oracleActions = (episode: number, regime: Regime): string =>
  [...oracleStates(episode, regime)].slice(0, -1).map(oracleAction).join("");
