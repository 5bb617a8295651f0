import type { ClusterSpec } from "../cluster-spec.ts";
import type { FloatClusterState } from "./cluster-state.ts";
import { meanOf } from "../../numbers/mean.ts";

/** Average load, in [0, 1]: the mean of CPU and memory over all cells. */
export const averageLoad = (state: FloatClusterState): number => (meanOf(state.cpu) + meanOf(state.memory)) / 2;

/** The cells whose CPU or memory is above the threshold (never equal to it), in ascending order. */
export function hotCells(spec: ClusterSpec, state: FloatClusterState): number[] {
  const above = Math.fround(spec.scale.hotAbove);
  const cells: number[] = [];
  for (let cell = 0; cell < state.cpu.length; cell++)
    if (at(state.cpu, cell) > above || at(state.memory, cell) > above) cells.push(cell);
  return cells;
}

export interface OutOfMemory {
  /** Cells out of memory at this moment. */
  readonly nodes: number;
  /** Those of them whose priority is critical. */
  readonly critical: number;
}

/** Counts in float32: 0.985 + 0.005 is 0.99. */
export function outOfMemory(spec: ClusterSpec, state: FloatClusterState): OutOfMemory {
  const full = Math.fround(spec.oom.at);
  const criticalAbove = Math.fround(spec.oom.criticalAbove);
  let nodes = 0;
  let critical = 0;
  for (let cell = 0; cell < state.memory.length; cell++) {
    if (at(state.memory, cell) < full) continue;
    nodes += 1;
    if (at(state.priority, cell) > criticalAbove) critical += 1;
  }
  return { nodes, critical };
}

/** The share of a cell that exists. */
export const at = (channel: Float32Array | Float64Array, cell: number): number => channel[cell] as number;
