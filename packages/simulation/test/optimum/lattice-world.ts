import { clusterProfile } from "../../src/cluster/profiles.ts";
import type { ClusterSpec } from "../../src/cluster/cluster-spec.ts";
import { cpuLevelOf, gridOf, memoryLevelOf } from "../../src/optimum/grid-box.ts";
import { latticeCluster, type LatticeOptions } from "../../src/optimum/build-lattice.ts";
import type { LatticeCluster } from "../../src/optimum/lattice-cluster.ts";
import type { NaiveState, NaiveWorld } from "./naive-lattice.ts";

/** A lattice and the same world written out, side by side. */
export function latticeWorld(profile: string, options: LatticeOptions = {}, changes: Partial<ClusterSpec> = {}) {
  const spec = clusterProfile(profile, { width: 2, height: 2, ...changes });
  const lattice = latticeCluster(spec, options);
  const world: NaiveWorld = {
    spec,
    top: lattice.levels - 1,
    budgetTop: lattice.budgetLevels - 1,
    driftSteps: options.driftSteps ?? 1,
    priorities: lattice.priorities,
    leaks: lattice.leaks,
  };
  return { lattice, world };
}

const CELLS = [0, 1, 2, 3];

export function stateAt({ box, budgetLevels }: LatticeCluster, state: number): NaiveState {
  const grid = Math.floor(state / (4 * budgetLevels));
  return {
    cpu: CELLS.map((cell) => cpuLevelOf(box, grid, cell)),
    memory: CELLS.map((cell) => memoryLevelOf(box, grid, cell)),
    position: Math.floor(state / budgetLevels) % 4,
    budget: state % budgetLevels,
  };
}

/** Undefined outside the box. */
export function numberOf({ box, budgetLevels }: LatticeCluster, state: NaiveState): number | undefined {
  if (state.memory.some((level) => level >= box.memoryLevels)) return undefined;
  return (gridOf(box, [...state.cpu, ...state.memory]) * 4 + state.position) * budgetLevels + state.budget;
}
