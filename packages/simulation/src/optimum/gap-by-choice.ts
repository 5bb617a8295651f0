import { CHOICE_COUNT, CHOICES } from "./choice.ts";
import type { LatticeCluster } from "./lattice-cluster.ts";
import type { ChoiceTable } from "./lattice-policy.ts";
import { sweepStates } from "./sweep-states.ts";

/** Where a policy did one thing and the optimum another. */
export interface ChoiceGap {
  readonly chosen: (typeof CHOICES)[number];
  readonly best: (typeof CHOICES)[number];
  /** Share of the policy's discounted time, in [0, 1]. */
  readonly timeShare: number;
  /** Part of the policy's gap at the start, in return units. */
  readonly loss: number;
}

/**
 * A policy's gap, taken apart by what it chose and what was best: V*(start) − V(start) = Σ stay · (V* − Q*(choice)), the
 * performance difference lemma (Kakade and Langford 2002). The largest loss comes first; agreement is left out.
 * @param stay Discounted stay of the policy, by state.
 * @param optimal Optimal values of choices, by state.
 */
export function gapByChoice(
  lattice: LatticeCluster,
  policy: ChoiceTable,
  stay: Float64Array,
  optimal: Float64Array,
  best: ChoiceTable,
): ChoiceGap[] {
  const times = new Float64Array(CHOICE_COUNT ** 2);
  const losses = new Float64Array(CHOICE_COUNT ** 2);
  sweepStates(lattice, (state) => {
    const first = state * CHOICE_COUNT;
    const wanted = best.subarray(first, first + CHOICE_COUNT).indexOf(1);
    for (let choice = 0; choice < CHOICE_COUNT; choice += 1) {
      const time = (stay[state] as number) * (policy[first + choice] as number);
      const pair = choice * CHOICE_COUNT + wanted;
      times[pair] = (times[pair] as number) + time;
      const loss = (optimal[first + wanted] as number) - (optimal[first + choice] as number);
      losses[pair] = (losses[pair] as number) + time * loss;
    }
  });
  const total = times.reduce((sum, time) => sum + time, 0);
  return pairs()
    .map(({ chosen, best: wanted, pair }) => ({
      chosen,
      best: wanted,
      timeShare: (times[pair] as number) / total,
      loss: losses[pair] as number,
    }))
    .toSorted((left, right) => right.loss - left.loss);
}

const pairs = () =>
  CHOICES.flatMap((chosen, row) =>
    CHOICES.map((best, column) => ({ chosen, best, pair: row * CHOICE_COUNT + column })),
  ).filter(({ chosen, best }) => chosen !== best);
