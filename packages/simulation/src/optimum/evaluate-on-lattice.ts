import { CHOICE_COUNT } from "./choice.ts";
import { type ChoiceOperator, choiceOperator } from "./choice-operator.ts";
import { driftOperator } from "./drift-operator.ts";
import { type FixedPoint, fixedPoint, type SweepLimits } from "./fixed-point.ts";
import type { LatticeCluster } from "./lattice-cluster.ts";
import type { ChoiceTable } from "./lattice-policy.ts";
import { SWEEP_LIMITS } from "./sweep-limits.ts";
import { startDistribution } from "./start-distribution.ts";
import { sweepStates } from "./sweep-states.ts";

/**
 * The value of every state under a policy, exact to `errorBound`. Sweeps begin at `from`, by default at 0.
 * @throws {PlimsollError} as `solveOptimum`.
 */
export function evaluateOnLattice(
  lattice: LatticeCluster,
  policy: ChoiceTable,
  limits: SweepLimits = SWEEP_LIMITS,
  from?: Float64Array,
): FixedPoint {
  const drift = driftOperator(lattice);
  const choices = choiceOperator(lattice);
  return fixedPoint(
    {
      size: lattice.boxStates,
      factor: lattice.discount,
      norm: "largest",
      apply: (source, target) => follow(lattice, choices, policy, drift.expected(source), target),
    },
    limits,
    from,
  );
}

/** One sweep of a policy from expectations by state after the action. */
function follow(
  lattice: LatticeCluster,
  choices: ChoiceOperator,
  policy: ChoiceTable,
  after: Float64Array,
  target: Float64Array,
): void {
  sweepStates(lattice, (state, grid, position, budget) => {
    let sum = 0;
    for (let choice = 0; choice < CHOICE_COUNT; choice += 1) {
      const chance = policy[state * CHOICE_COUNT + choice] as number;
      if (chance > 0) sum += chance * choices.valueOf(after, choice, grid, position, budget);
    }
    target[state] = sum;
  });
}

/**
 * How long a policy is in each state, from the start on: Σ_t discount^t · P(state at t). Sums to at most 1 / (1 − discount),
 * and to less by what has ended. The error is that of the sum over all states.
 * @throws {PlimsollError} as `solveOptimum`.
 */
export function discountedStay(
  lattice: LatticeCluster,
  policy: ChoiceTable,
  limits: SweepLimits = SWEEP_LIMITS,
): FixedPoint {
  const start = startDistribution(lattice);
  const drift = driftOperator(lattice);
  const choices = choiceOperator(lattice);
  const after = new Float64Array(lattice.boxStates);
  return fixedPoint(
    {
      size: lattice.boxStates,
      factor: lattice.discount,
      norm: "sum",
      apply(source, target) {
        spreadAll(lattice, choices, policy, source, after);
        const carried = drift.carried(after);
        for (let state = 0; state < target.length; state += 1)
          target[state] = (start[state] as number) + (carried[state] as number);
      },
    },
    limits,
  );
}

function spreadAll(
  lattice: LatticeCluster,
  choices: ChoiceOperator,
  policy: ChoiceTable,
  source: Float64Array,
  after: Float64Array,
): void {
  after.fill(0);
  sweepStates(lattice, (state, grid, position, budget) => {
    const mass = source[state] as number;
    if (mass === 0) return;
    for (let choice = 0; choice < CHOICE_COUNT; choice += 1) {
      const chance = policy[state * CHOICE_COUNT + choice] as number;
      if (chance > 0) choices.spread(after, mass * chance, choice, grid, position, budget);
    }
  });
}
