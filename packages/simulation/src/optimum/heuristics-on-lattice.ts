import { fullSightGreedyPolicy } from "../policies/full-sight-greedy.ts";
import { h1Policy } from "../policies/h1.ts";
import { neverActPolicy } from "../policies/never-act.ts";
import type { LatticeCluster } from "./lattice-cluster.ts";
import { type LatticePolicy, statelessPolicy, sweepOnLattice, uniformPolicy } from "./lattice-policy.ts";

/** The package's heuristics that need no memory, and the sweep restated without its own. */
export const heuristicsOnLattice = (lattice: LatticeCluster): LatticePolicy[] => [
  uniformPolicy,
  statelessPolicy(lattice, neverActPolicy),
  statelessPolicy(lattice, h1Policy()),
  sweepOnLattice,
  statelessPolicy(lattice, fullSightGreedyPolicy),
];
