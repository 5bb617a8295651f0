import type { ClusterSpec } from "../cluster/cluster-spec.ts";
import { CELLS, CHANNELS, cpuLevelOf, type GridBox, memoryLevelOf } from "./grid-box.ts";

/** What a step's drift brings about, by the grid it leads to. */
export interface Arrival {
  readonly ends: boolean;
  /** The fines for memory and overload, and what shaping takes for the load after. */
  readonly reward: number;
}

/** Mean of CPU and memory over all cells, in [0, 1]; `top` is the highest level's number. */
export function averageLoadOf(box: GridBox, grid: number, top: number): number {
  let sum = 0;
  for (let cell = 0; cell < CELLS; cell += 1) sum += cpuLevelOf(box, grid, cell) + memoryLevelOf(box, grid, cell);
  return sum / (CHANNELS * top);
}

/** Fines and ending of a grid after drift, by the spec's thresholds on the levels' shares. */
export function arrivalAt(
  spec: ClusterSpec,
  priorities: readonly number[],
  box: GridBox,
  grid: number,
  top: number,
): Arrival {
  const full = priorities.filter((_, cell) => memoryLevelOf(box, grid, cell) / top >= spec.oom.at);
  const critical = full.filter((priority) => priority > spec.oom.criticalAbove).length;
  const load = averageLoadOf(box, grid, top);
  const overloaded = load > spec.overload.above;
  const ends = overloaded || full.length >= spec.oom.endsAt || (spec.oom.criticalEnds && critical > 0);
  const fines = spec.oom.penalty * full.length + spec.oom.criticalPenalty * critical;
  return { ends, reward: -fines - (overloaded ? spec.overload.penalty : 0) - loadAfter(spec, load, ends) };
}

function loadAfter({ shaping }: ClusterSpec, load: number, ends: boolean): number {
  return ends && shaping.zeroAtEnd ? 0 : shaping.weight * shaping.discount * load;
}
