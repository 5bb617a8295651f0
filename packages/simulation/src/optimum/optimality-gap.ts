import { CHOICE_COUNT, CHOICES } from "./choice.ts";
import { discountedStay, evaluateOnLattice } from "./evaluate-on-lattice.ts";
import type { FixedPoint, SweepLimits } from "./fixed-point.ts";
import { type ChoiceGap, gapByChoice } from "./gap-by-choice.ts";
import type { LatticeCluster } from "./lattice-cluster.ts";
import { type ChoiceTable, choiceTableOf, type LatticePolicy, uniformPolicy } from "./lattice-policy.ts";
import { choiceValues, greedyTable } from "./solve-optimum.ts";
import { startValue } from "./start-distribution.ts";
import { sweepStates } from "./sweep-states.ts";
import { SWEEP_LIMITS } from "./sweep-limits.ts";

/** A policy's value at the start and what it leaves to the optimum, in return units. */
export interface PolicyGap {
  readonly value: number;
  readonly gap: number;
  /** gap / (optimum − random): 0 is optimal, 1 as good as random, more is worse. */
  readonly gapShare: number;
  readonly sweeps: number;
}

export interface OptimalityReport {
  readonly states: number;
  readonly boxStates: number;
  readonly sweeps: number;
  readonly residual: number;
  /** Of every value, the policies' included. */
  readonly errorBound: number;
  /** Optimal value of starting. */
  readonly optimum: number;
  readonly policies: Readonly<Record<string, PolicyGap>>;
  /** Shares of the optimal policy's discounted time. */
  readonly optimalChoices: Readonly<Record<string, number>>;
  /** Mean share of the budget that the optimal policy holds, and its share of time with too little to scale a cell. */
  readonly optimalBudget: { readonly mean: number; readonly short: number };
  /** The examined policy's gap by choices, the largest loss first. */
  readonly examined: { readonly name: string; readonly choices: readonly ChoiceGap[] } | undefined;
}

/**
 * Evaluates policies on a solved lattice and takes the gap of one of them apart.
 * @param solution What `solveOptimum` found for this lattice.
 * @param examine Name of one of the policies.
 * @throws {PlimsollError} as `evaluateOnLattice` and `choiceTableOf`.
 */
export function optimalityReport(
  lattice: LatticeCluster,
  solution: FixedPoint,
  policies: readonly LatticePolicy[],
  examine?: string,
  limits: SweepLimits = SWEEP_LIMITS,
): OptimalityReport {
  const optimum = startValue(lattice, solution.values);
  const byChoice = choiceValues(lattice, solution.values);
  const best = greedyTable(lattice, byChoice);
  const valueOf = (policy: LatticePolicy) => {
    const { values, sweeps } = evaluateOnLattice(lattice, choiceTableOf(lattice, policy), limits);
    return { name: policy.name, value: startValue(lattice, values), sweeps };
  };
  const valued = [uniformPolicy, ...policies.filter(({ name }) => name !== uniformPolicy.name)].map(valueOf);
  const range = optimum - (valued[0] as { value: number }).value;
  const stay = discountedStay(lattice, best, stayLimits(lattice, limits)).values;
  const examined = policies.find(({ name }) => name === examine);
  return {
    states: lattice.states,
    boxStates: lattice.boxStates,
    sweeps: solution.sweeps,
    residual: solution.residual,
    errorBound: Math.max(solution.errorBound, limits.tolerance),
    optimum,
    policies: Object.fromEntries(
      valued.map(({ name, value, sweeps }) => [
        name,
        { value, gap: optimum - value, gapShare: (optimum - value) / range, sweeps },
      ]),
    ),
    optimalChoices: choiceShares(lattice, best, stay),
    optimalBudget: budgetHeld(lattice, stay),
    examined: examined && {
      name: examined.name,
      choices: takenApart(lattice, choiceTableOf(lattice, examined), byChoice, best, limits),
    },
  };
}

/** Times sum to 1 / (1 − discount), where values are of order 1: the same digits need a larger error. */
const stayLimits = ({ discount }: LatticeCluster, limits: SweepLimits): SweepLimits => ({
  ...limits,
  tolerance: limits.tolerance / (1 - discount),
});

function takenApart(
  lattice: LatticeCluster,
  policy: ChoiceTable,
  byChoice: Float64Array,
  best: ChoiceTable,
  limits: SweepLimits,
): ChoiceGap[] {
  const stay = discountedStay(lattice, policy, stayLimits(lattice, limits)).values;
  return gapByChoice(lattice, policy, stay, byChoice, best);
}

function choiceShares(lattice: LatticeCluster, policy: ChoiceTable, stay: Float64Array): Record<string, number> {
  const times = new Float64Array(CHOICE_COUNT);
  let total = 0;
  sweepStates(lattice, (state) => {
    const time = stay[state] as number;
    total += time;
    for (let choice = 0; choice < CHOICE_COUNT; choice += 1)
      times[choice] = (times[choice] as number) + time * (policy[state * CHOICE_COUNT + choice] as number);
  });
  return Object.fromEntries(CHOICES.map((name, choice) => [name, (times[choice] as number) / total]));
}

function budgetHeld(lattice: LatticeCluster, stay: Float64Array): { mean: number; short: number } {
  let [total, held, short] = [0, 0, 0];
  sweepStates(lattice, (state, _grid, _position, budget) => {
    const time = stay[state] as number;
    total += time;
    held += (time * budget) / (lattice.budgetLevels - 1);
    if (lattice.scalable[budget] === 0) short += time;
  });
  return { mean: held / total, short: short / total };
}
