import type { ClusterSpec } from "../cluster/cluster-spec.ts";

/**
 * What a policy with full sight may read of a cluster, and nothing it could change. Cells go row by row: cell = y · width
 * + x. Shares are in [0, 1]; the budget is in the spec's unit. Every implementation of the world can offer one.
 */
export interface ClusterView {
  readonly spec: ClusterSpec;
  readonly width: number;
  readonly height: number;
  cpu(cell: number): number;
  memory(cell: number): number;
  priority(cell: number): number;
  readonly y: number;
  readonly x: number;
  readonly budget: number;
  /** Steps done. */
  readonly step: number;
  /** Cells whose CPU or memory is above the scaling threshold. */
  readonly hotCells: number;
}

/** The cell the agent is on. */
export const ownCell = (view: ClusterView): number => view.y * view.width + view.x;

/** CPU + memory of a cell, in [0, 2]. */
export const loadOf = (view: ClusterView, cell: number): number => view.cpu(cell) + view.memory(cell);

export const cellsOf = (view: ClusterView): readonly number[] =>
  Array.from({ length: view.width * view.height }, (_, cell) => cell);

/** Whether scaling would take effect now. */
export const canScale = (view: ClusterView): boolean => view.hotCells > 0 && view.budget >= view.spec.budget.scale;

export const canClean = (view: ClusterView): boolean => view.budget >= view.spec.budget.clean;
