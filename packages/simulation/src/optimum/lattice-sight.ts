import type { ClusterView } from "../policies/cluster-view.ts";
import { observationSizeOf } from "../cluster/cluster-spec.ts";
import { cpuLevelOf, memoryLevelOf } from "./grid-box.ts";
import type { LatticeCluster } from "./lattice-cluster.ts";

/** What policies see of a lattice state: shares for levels, the observation of the spec, or everything. */
export interface LatticeSight {
  /** In float32, by the spec's layout; overwritten by the next call. On 2 × 2 its nine places show every cell. */
  observation(): Float32Array;
  /** Follows the sight; `step` is 0, for a lattice state has no clock. */
  readonly view: ClusterView;
  moveTo(grid: number, position: number, budget: number): void;
}

/** A sight of the lattice's states, at state 0 to begin with. */
export function latticeSight(lattice: LatticeCluster): LatticeSight {
  const at = { grid: 0, position: 0, budget: 0 };
  const observed = new Float32Array(observationSizeOf(lattice.spec));
  const view = viewAt(lattice, at);
  return {
    view,
    observation: () => observe(view, observed),
    moveTo(grid, position, budget) {
      at.grid = grid;
      at.position = position;
      at.budget = budget;
    },
  };
}

interface Standing {
  readonly grid: number;
  readonly position: number;
  readonly budget: number;
}

function viewAt({ spec, box, levels, budgetLevels, hot, priorities }: LatticeCluster, at: Standing): ClusterView {
  const top = levels - 1;
  return {
    spec,
    width: 2,
    height: 2,
    step: 0,
    cpu: (cell) => cpuLevelOf(box, at.grid, cell) / top,
    memory: (cell) => memoryLevelOf(box, at.grid, cell) / top,
    priority: (cell) => priorities[cell] as number,
    get y() {
      return at.position >> 1;
    },
    get x() {
      return at.position & 1;
    },
    get budget() {
      return (at.budget * spec.budget.full) / (budgetLevels - 1);
    },
    get hotCells() {
      return hot[at.grid] as number;
    },
  };
}

function observe(view: ClusterView, into: Float32Array): Float32Array {
  const { spec, y, x } = view;
  for (let place = 0; place < 9; place += 1) {
    const row = (y + Math.floor(place / 3) + 1) % 2;
    const column = (x + (place % 3) + 1) % 2;
    const cell = row * 2 + column;
    into[3 * place] = view.cpu(cell);
    into[3 * place + 1] = view.memory(cell);
    into[3 * place + 2] = view.priority(cell);
  }
  const positionScale = spec.observation.position === "of-size" ? 2 : 1;
  into.set([y / positionScale, x / positionScale, view.budget / spec.budget.full], 27);
  if (spec.observation.globals) into.set(globalsOf(view), 30);
  return into;
}

/** Average CPU, average memory, share of hot cells. */
function globalsOf(view: ClusterView): number[] {
  const mean = (share: (cell: number) => number): number => (share(0) + share(1) + share(2) + share(3)) / 4;
  return [mean((cell) => view.cpu(cell)), mean((cell) => view.memory(cell)), view.hotCells / 4];
}
