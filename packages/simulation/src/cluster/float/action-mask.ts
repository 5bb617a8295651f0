import { ACTIONS, CLEAN, SCALE } from "../actions.ts";
import type { ClusterSpec } from "../cluster-spec.ts";
import type { FloatClusterState } from "./cluster-state.ts";
import { hotCells } from "./load.ts";

const MOVES_MASK = 0b1111;

/**
 * The actions that can take effect, as bits by their number. Moves always can, cleaning where it can be paid, scaling
 * where some cell is hot and one can be paid. The others are not illegal: they are fined.
 */
export function actionMaskOf(spec: ClusterSpec, state: FloatClusterState): number {
  const canClean = state.budget >= spec.budget.clean;
  const canScale = state.budget >= spec.budget.scale && hotCells(spec, state).length > 0;
  return MOVES_MASK | (canClean ? 1 << CLEAN : 0) | (canScale ? 1 << SCALE : 0);
}

/** Whether an action stands in a mask. */
export const isAllowed = (mask: number, action: number): boolean => ((mask >> action) & 1) === 1;

export const isAction = (action: number): boolean => Number.isInteger(action) && action >= 0 && action < ACTIONS.length;
