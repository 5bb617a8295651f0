import { type Consequence, consequenceOf, noConsequence } from "./choice.ts";
import { POSITIONS } from "./grid-box.ts";
import type { LatticeCluster } from "./lattice-cluster.ts";

/** The agent's part of a step, on tables by state. */
export interface ChoiceOperator {
  /** Reward of a choice plus the expectation of `after`, a table by state after the action. */
  valueOf(after: Float64Array, choice: number, grid: number, position: number, budget: number): number;
  /** Adds the chances that a choice leads to, times `mass`, to a table by state after the action. */
  spread(after: Float64Array, mass: number, choice: number, grid: number, position: number, budget: number): void;
}

export function choiceOperator(lattice: LatticeCluster): ChoiceOperator {
  const consequence = noConsequence();
  const { grids, chances, offsets } = lattice.outcomes;
  const placeOf = ({ position, paid }: Consequence, outcome: number, budget: number): number =>
    ((grids[outcome] as number) * POSITIONS + position) * lattice.budgetLevels + budget - paid;
  return {
    valueOf(after, choice, grid, position, budget) {
      consequenceOf(lattice, choice, grid, position, budget, consequence);
      const { row, paidMore } = consequence;
      let sum = consequence.reward;
      for (let outcome = offsets[row] as number; outcome < (offsets[row + 1] as number); outcome += 1) {
        const place = placeOf(consequence, outcome, budget);
        const surely = after[place] as number;
        const value = paidMore === 0 ? surely : surely + paidMore * ((after[place - 1] as number) - surely);
        sum += (chances[outcome] as number) * value;
      }
      return sum;
    },
    spread(after, mass, choice, grid, position, budget) {
      consequenceOf(lattice, choice, grid, position, budget, consequence);
      const { row, paidMore } = consequence;
      for (let outcome = offsets[row] as number; outcome < (offsets[row + 1] as number); outcome += 1) {
        const place = placeOf(consequence, outcome, budget);
        const share = mass * (chances[outcome] as number);
        after[place] = (after[place] as number) + (1 - paidMore) * share;
        if (paidMore > 0) after[place - 1] = (after[place - 1] as number) + paidMore * share;
      }
    },
  };
}
