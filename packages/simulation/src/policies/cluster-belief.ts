import { BeliefMap, beliefModelOf } from "../belief/belief-map.ts";
import type { ClusterSpec } from "../cluster/cluster-spec.ts";
import type { Standing } from "./torus.ts";

/**
 * What an agent with local sight holds to be true of the whole grid: each cell as it was last seen, memory grown on
 * since then at its own rate where that was seen, at a given one else. Built from observations and the public spec alone.
 */
export interface ClusterBelief extends Standing {
  cpu(cell: number): number;
  memory(cell: number): number;
  priority(cell: number): number;
  /** Takes in one observation; each is one step later than the last. */
  see(observation: Float32Array): void;
  /** What scaling did to a cell that may be out of sight. */
  cutBack(cell: number, amount: number): void;
}

/**
 * Before a cell is seen it is believed to be as an episode starts it on average.
 * @param memoryGrowth of a cell whose own growth was not seen
 */
export function startBelief(spec: ClusterSpec, memoryGrowth: number): ClusterBelief {
  const beliefs = new BeliefMap(spec, 1, { ...beliefModelOf(spec), memoryGrowth });
  beliefs.forget(0);
  return {
    width: spec.width,
    height: spec.height,
    get y() {
      return beliefs.row(0);
    },
    get x() {
      return beliefs.column(0);
    },
    cpu: (cell) => beliefs.cpu(0, cell),
    memory: (cell) => beliefs.memory(0, cell),
    priority: (cell) => beliefs.priority(0, cell),
    see: (observation) => beliefs.see(0, observation),
    cutBack: (cell, amount) => beliefs.cutBack(0, cell, amount),
  };
}
