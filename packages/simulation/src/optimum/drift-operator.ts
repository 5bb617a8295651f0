import { transposed } from "./birth-death-chain.ts";
import { applyDrift } from "./drift-product.ts";
import { POSITIONS } from "./grid-box.ts";
import type { LatticeCluster } from "./lattice-cluster.ts";
import type { LevelSplit } from "./level-split.ts";

/** The world's part of a step, drift and recovery, on tables by state; keeps its own scratch memory. */
export interface DriftOperator {
  /**
   * Expected reward on arrival plus discounted value, by state after the action.
   * @returns A table that the next call overwrites.
   */
  expected(values: Float64Array): Float64Array;
  /**
   * Discounted chances of the next states from chances by state after the action; those of ended states are 0.
   * @param mass Overwritten.
   * @returns A table that the next call overwrites.
   */
  carried(mass: Float64Array): Float64Array;
}

export function driftOperator(lattice: LatticeCluster): DriftOperator {
  const { box, boxDrift } = lattice;
  const width = POSITIONS * lattice.budgetLevels;
  const scratch = [new Float64Array(lattice.boxStates), new Float64Array(lattice.boxStates)] as const;
  const forward = { cpu: transposed(boxDrift.cpu), memory: boxDrift.memory.map(transposed) };
  return {
    expected(values) {
      scratch[0].set(values);
      const drifted = applyDrift(box, boxDrift, width, scratch[0], scratch[1]);
      const result = drifted === scratch[0] ? scratch[1] : scratch[0];
      recoverBack(lattice, drifted, result);
      return result;
    },
    carried(mass) {
      recoverOn(lattice, mass, scratch[0]);
      const drifted = applyDrift(box, forward, width, scratch[0], scratch[1]);
      dropEnded(lattice, drifted, width);
      return drifted;
    },
  };
}

/** Expectation over the recovery of the budget, then discount and the reward of arrival. */
function recoverBack(lattice: LatticeCluster, source: Float64Array, target: Float64Array): void {
  const { budgetLevels, discount, recovery, arrivalReward } = lattice;
  const { lower, upper } = recoveredLevels(recovery, budgetLevels);
  for (let from = 0; from < source.length; from += budgetLevels) {
    const arrival = arrivalReward[Math.floor(from / (POSITIONS * budgetLevels))] as number;
    for (let budget = 0; budget < budgetLevels; budget += 1) {
      const surely = source[from + (lower[budget] as number)] as number;
      const more = source[from + (upper[budget] as number)] as number;
      target[from + budget] = arrival + discount * (surely + recovery.part * (more - surely));
    }
  }
}

/** Chances after the recovery of the budget, discounted. */
function recoverOn(lattice: LatticeCluster, source: Float64Array, target: Float64Array): void {
  const { budgetLevels, discount, recovery } = lattice;
  const { lower, upper } = recoveredLevels(recovery, budgetLevels);
  target.fill(0);
  for (let from = 0; from < source.length; from += budgetLevels)
    for (let budget = 0; budget < budgetLevels; budget += 1) {
      const mass = discount * (source[from + budget] as number);
      const surely = from + (lower[budget] as number);
      const more = from + (upper[budget] as number);
      target[surely] = (target[surely] as number) + (1 - recovery.part) * mass;
      target[more] = (target[more] as number) + recovery.part * mass;
    }
}

/** Where each level recovers to, without and with the level by chance; the full budget caps both. */
function recoveredLevels({ whole }: LevelSplit, budgetLevels: number) {
  const capped = (level: number): number => Math.min(budgetLevels - 1, level);
  return {
    lower: Uint16Array.from({ length: budgetLevels }, (_, level) => capped(level + whole)),
    upper: Uint16Array.from({ length: budgetLevels }, (_, level) => capped(level + whole + 1)),
  };
}

function dropEnded({ ended }: LatticeCluster, table: Float64Array, width: number): void {
  for (const [grid, over] of ended.entries()) if (over === 1) table.fill(0, grid * width, (grid + 1) * width);
}
