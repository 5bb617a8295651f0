import { CHOICE_COUNT } from "./choice.ts";
import { choiceOperator } from "./choice-operator.ts";
import { driftOperator } from "./drift-operator.ts";
import { evaluateOnLattice } from "./evaluate-on-lattice.ts";
import { distance, errorBoundOf, type FixedPoint, fixedPoint, notConverged, type SweepLimits } from "./fixed-point.ts";
import { SWEEP_LIMITS } from "./sweep-limits.ts";
import type { LatticeCluster } from "./lattice-cluster.ts";
import type { ChoiceTable } from "./lattice-policy.ts";
import { sweepStates } from "./sweep-states.ts";

/**
 * The optimal value of every state, discounted and without time limit, by modified policy iteration (Puterman and Shin 1978):
 * a Bellman sweep over all choices, then sweeps of the policy that it found best, which cost a third and which extrapolation
 * helps more. The Bellman sweep's step certifies the result whatever came before: |values − optimum| ≤ errorBound in every
 * state.
 * @throws {PlimsollError} `LATTICE_NOT_CONVERGED`, `LATTICE_NOT_CONTRACTING`, `LATTICE_DISCOUNT`.
 */
export function solveOptimum(lattice: LatticeCluster, limits: SweepLimits = SWEEP_LIMITS): FixedPoint {
  let values: Float64Array = new Float64Array(lattice.boxStates);
  let sweeps = 0;
  let residual = Infinity;
  while (sweeps < limits.sweepsMax) {
    const byChoice = choiceValues(lattice, values);
    const improved = bestValues(lattice, byChoice);
    sweeps += 1;
    residual = distance("largest", values, improved);
    const errorBound = errorBoundOf(lattice.discount, residual);
    if (errorBound <= limits.tolerance) return { values: improved, sweeps, residual, errorBound };
    const tolerance = Math.max(limits.tolerance / 4, errorBound / EVALUATION_GAIN);
    const rest = { ...limits, tolerance, sweepsMax: limits.sweepsMax - sweeps };
    const evaluated = evaluateOnLattice(lattice, greedyTable(lattice, byChoice), rest, improved);
    values = evaluated.values;
    sweeps += evaluated.sweeps;
  }
  throw notConverged(limits, residual);
}

/** How many times nearer a policy's values come before it is improved again. More would polish what is thrown away. */
const EVALUATION_GAIN = 20;

/** The same optimum by Bellman sweeps alone (Bellman 1957): the plain way, for comparison. */
export function iterateValues(lattice: LatticeCluster, limits: SweepLimits = SWEEP_LIMITS): FixedPoint {
  return fixedPoint(
    {
      size: lattice.boxStates,
      factor: lattice.discount,
      norm: "largest",
      apply: (source, target) => target.set(bestValues(lattice, choiceValues(lattice, source))),
    },
    limits,
  );
}

function bestValues(lattice: LatticeCluster, byChoice: Float64Array): Float64Array {
  const best = new Float64Array(lattice.boxStates);
  sweepStates(lattice, (state) => {
    let value = -Infinity;
    for (let choice = 0; choice < CHOICE_COUNT; choice += 1)
      value = Math.max(value, byChoice[state * CHOICE_COUNT + choice] as number);
    best[state] = value;
  });
  return best;
}

/** Value of every choice in every state, when the states to come are worth `values`: state · CHOICE_COUNT + choice. */
export function choiceValues(lattice: LatticeCluster, values: Float64Array): Float64Array {
  const after = driftOperator(lattice).expected(values);
  const choices = choiceOperator(lattice);
  const table = new Float64Array(lattice.boxStates * CHOICE_COUNT);
  sweepStates(lattice, (state, grid, position, budget) => {
    for (let choice = 0; choice < CHOICE_COUNT; choice += 1)
      table[state * CHOICE_COUNT + choice] = choices.valueOf(after, choice, grid, position, budget);
  });
  return table;
}

/** Values nearer than this count as equal, the first choice being taken: rounding must not decide. */
const TIE = 1e-9;

/** The best choice of every state surely, from the values of choices. */
export function greedyTable(lattice: LatticeCluster, valuesByChoice: Float64Array): ChoiceTable {
  const table = new Float64Array(valuesByChoice.length);
  sweepStates(lattice, (state) => {
    const first = state * CHOICE_COUNT;
    let best = 0;
    for (let choice = 1; choice < CHOICE_COUNT; choice += 1)
      if ((valuesByChoice[first + choice] as number) > (valuesByChoice[first + best] as number) + TIE) best = choice;
    table[first + best] = 1;
  });
  return table;
}
