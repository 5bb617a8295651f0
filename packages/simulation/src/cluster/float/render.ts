import type { ClusterSpec } from "../cluster-spec.ts";
import type { FloatClusterState } from "./cluster-state.ts";
import { at, outOfMemory } from "./load.ts";
import { meanOf } from "../../numbers/mean.ts";

const MEMORY_FIRE_ABOVE = 0.9;

/**
 * A picture of the cluster in text, without a line break at its end: step and budget, a warning where cells are out of
 * memory, one sign for each cell, averages, the agent's place. `A` agent, `!` memory above 0.9, `^` CPU hot, `.` else.
 */
export function renderState(spec: ClusterSpec, state: FloatClusterState): string {
  const { nodes, critical } = outOfMemory(spec, state);
  return [
    `step ${state.step} of ${spec.stepsMax}, budget ${state.budget.toFixed(1)} of ${spec.budget.full}`,
    ...(nodes > 0 ? [`out of memory: ${nodes}, critical: ${critical}`] : []),
    ...rowsOf(spec, state),
    `average CPU ${meanOf(state.cpu).toFixed(3)}, memory ${meanOf(state.memory).toFixed(3)}`,
    `agent at row ${state.y}, column ${state.x}`,
  ].join("\n");
}

const rowsOf = (spec: ClusterSpec, state: FloatClusterState): string[] =>
  Array.from({ length: spec.height }, (_row, y) =>
    Array.from({ length: spec.width }, (_column, x) => signOf(spec, state, y, x)).join(" "),
  );

function signOf(spec: ClusterSpec, state: FloatClusterState, y: number, x: number): string {
  const cell = y * spec.width + x;
  if (y === state.y && x === state.x) return "A";
  if (at(state.memory, cell) > Math.fround(MEMORY_FIRE_ABOVE)) return "!";
  return at(state.cpu, cell) > Math.fround(spec.scale.hotAbove) ? "^" : ".";
}
