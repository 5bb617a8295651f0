import type { ClusterSpec } from "../src/cluster/cluster-spec.ts";
import { meanNoise } from "../src/cluster/float/cluster-noise.ts";
import { createFloatCluster, type FloatCluster } from "../src/cluster/float/float-cluster.ts";

export interface PlacedCell {
  readonly y: number;
  readonly x: number;
  readonly cpu?: number;
  readonly memory?: number;
  readonly priority?: number;
}

export interface Placing {
  readonly y?: number;
  readonly x?: number;
  readonly budget?: number;
}

/** A cluster without chance whose cells are empty and of priority 0.5 but for those named; the agent is at (1, 1). */
export function placedCluster(spec: ClusterSpec, cells: readonly PlacedCell[], placing: Placing = {}): FloatCluster {
  const count = spec.width * spec.height;
  const channel = (name: "cpu" | "memory" | "priority", other: number): Float32Array => {
    const shares = new Float32Array(count).fill(other);
    for (const cell of cells) shares[cell.y * spec.width + cell.x] = cell[name] ?? other;
    return shares;
  };
  const memory = channel("memory", 0);
  const cluster = createFloatCluster(spec, meanNoise);
  const { y = 1, x = 1, budget = spec.budget.full } = placing;
  const grid = { cpu: channel("cpu", 0), memory, priority: channel("priority", 0.5), base: memory };
  cluster.setState({ ...grid, leak: new Float64Array(count), y, x, budget, step: 0, ended: false });
  return cluster;
}
