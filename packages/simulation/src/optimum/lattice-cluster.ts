import type { ClusterSpec } from "../cluster/cluster-spec.ts";
import type { DriftChains } from "./drift-product.ts";
import type { GridBox } from "./grid-box.ts";
import type { LevelSplit } from "./level-split.ts";
import type { OutcomeTable } from "./outcome-table.ts";

/**
 * ClusterTensor on 2 × 2 cells with shares and budget in levels: a finite Markov decision process as data. A state is
 * (grid, position, budget level); its number is (grid · 4 + position) · budgetLevels + budget. Grids of `box` leave out the
 * top memory level where it ends an episode at once: such states have value 0 and are only ever arrived at.
 */
export interface LatticeCluster {
  readonly spec: ClusterSpec;
  readonly priorities: readonly number[];
  readonly leaks: readonly number[];
  readonly discount: number;
  readonly levels: number;
  readonly budgetLevels: number;
  /** All states, those that end an episode included. */
  readonly states: number;
  readonly box: GridBox;
  /** States of the box: what tables of values hold. */
  readonly boxStates: number;
  /** Drift on all levels; rows sum to 1. */
  readonly drift: DriftChains;
  /** Drift inside the box; what leaves it has ended. */
  readonly boxDrift: DriftChains;
  /** 1 for grids of the box that end an episode. */
  readonly ended: Uint8Array;
  /** Expected fines and shaping on arrival by drift from a grid of the box. */
  readonly arrivalReward: Float64Array;
  /** Shaping earned for the load before the step. */
  readonly departureReward: Float64Array;
  /** Rows: every grid unchanged, then cleaned by (grid, cell), then scaled by (grid, cells − 1). */
  readonly outcomes: OutcomeTable;
  readonly hot: Uint8Array;
  readonly recovery: LevelSplit;
  readonly cleanPayment: LevelSplit;
  /** Levels of budget from which cleaning is allowed. */
  readonly cleanFrom: number;
  /** By number of scaled cells. */
  readonly scalePayments: readonly LevelSplit[];
  /** Cells the budget pays for, by budget level. */
  readonly scalable: Uint8Array;
  /** Chances of the first state: of a cell's CPU level, of a memory level; position uniform, budget full. */
  readonly start: { readonly cpu: Float64Array; readonly memory: Float64Array };
}
