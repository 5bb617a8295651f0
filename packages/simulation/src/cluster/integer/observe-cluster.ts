import { CLEAN, SCALE } from "../actions.ts";
import type { ClusterState } from "./cluster-state.ts";
import { type ClusterConstants, UNIT } from "./constants.ts";

const SHARE = Math.fround(1 / UNIT);
const MOVES_ALLOWED = 0b1111;

/**
 * What the agent sees, as float32 in [0, 1]: the 3 × 3 cells about it row by row (CPU, memory, priority of each), its row
 * and column, its budget; with global sight also average CPU, average memory and the share of hot cells.
 */
export function observe(state: ClusterState, constants: ClusterConstants, into: Float32Array, at: number): void {
  let place = at;
  for (const dy of [-1, 0, 1])
    for (const dx of [-1, 0, 1]) {
      const cell = neighbour(state, constants, dy, dx);
      into[place] = shareOf(state.cpu[cell] ?? 0);
      into[place + 1] = shareOf(state.memory[cell] ?? 0);
      into[place + 2] = shareOf(state.priority[cell] ?? 0);
      place += 3;
    }
  into[place] = Math.fround(state.y) / constants.positionY;
  into[place + 1] = Math.fround(state.x) / constants.positionX;
  into[place + 2] = state.budget / constants.budgetFull;
  if (constants.globals) observeGlobals(state, constants, into, place + 3);
}

function observeGlobals({ counts }: ClusterState, { cells }: ClusterConstants, into: Float32Array, at: number): void {
  into[at] = counts.cpuSum / (cells * UNIT);
  into[at + 1] = counts.memorySum / (cells * UNIT);
  into[at + 2] = counts.hot / cells;
}

/** Product of two float32, rounded once: the same on every host. */
const shareOf = (units: number): number => Math.fround(units * SHARE);

function neighbour({ y, x }: ClusterState, { width, height }: ClusterConstants, dy: number, dx: number): number {
  return ((y + dy + height) % height) * width + ((x + dx + width) % width);
}

/** Bit a is set where action a can take effect: moves always, a clean that is paid for, a scale with something to scale. */
export function actionMask({ budget, counts }: ClusterState, { cleanCost, scaleCost }: ClusterConstants): number {
  const clean = budget >= cleanCost ? 1 << CLEAN : 0;
  const scale = counts.hot > 0 && budget >= scaleCost ? 1 << SCALE : 0;
  return MOVES_ALLOWED | clean | scale;
}
