import { type ClusterSpec, observationSizeOf } from "../cluster-spec.ts";
import type { FloatClusterState } from "./cluster-state.ts";
import { at, hotCells } from "./load.ts";
import { clip } from "../../numbers/clip.ts";
import { meanOf } from "../../numbers/mean.ts";

const ROW = 27;
const COLUMN = 28;
const BUDGET = 29;
const GLOBALS = 30;

/**
 * What the agent sees, each number in [0, 1]. 0 to 26: the 3 × 3 cells about it, row by row from the top left over the
 * edges, each as CPU, memory, priority (its own cell is 12 to 14). 27, 28: its row and column. 29: the budget's share.
 * With global sight also 30: average CPU, 31: average memory, 32: share of cells that are hot.
 */
export function observationOf(spec: ClusterSpec, state: FloatClusterState): Float32Array {
  const seen = new Float32Array(observationSizeOf(spec));
  neighbourhood(spec, state).forEach((cell, place) => {
    seen[3 * place] = at(state.cpu, cell);
    seen[3 * place + 1] = at(state.memory, cell);
    seen[3 * place + 2] = at(state.priority, cell);
  });
  seen[ROW] = state.y / positionScale(spec, spec.height);
  seen[COLUMN] = state.x / positionScale(spec, spec.width);
  seen[BUDGET] = clip(state.budget / spec.budget.full);
  if (spec.observation.globals) lookAtAll(spec, state, seen);
  return seen;
}

/** The nine cells about the agent; on a grid two cells wide the left and the right neighbour are the same one. */
function neighbourhood({ width, height }: ClusterSpec, { y, x }: FloatClusterState): number[] {
  const cells: number[] = [];
  for (let dy = -1; dy <= 1; dy++)
    for (let dx = -1; dx <= 1; dx++) cells.push(((y + dy + height) % height) * width + ((x + dx + width) % width));
  return cells;
}

const positionScale = (spec: ClusterSpec, size: number): number =>
  spec.observation.position === "of-size" ? size : size - 1;

function lookAtAll(spec: ClusterSpec, state: FloatClusterState, seen: Float32Array): void {
  seen[GLOBALS] = meanOf(state.cpu);
  seen[GLOBALS + 1] = meanOf(state.memory);
  seen[GLOBALS + 2] = hotCells(spec, state).length / state.cpu.length;
}
