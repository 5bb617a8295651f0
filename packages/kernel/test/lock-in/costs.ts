import { digestOfValue } from "@plimsoll/foundation";
import {
  type CorrectionCost,
  correctionCostOf,
  costSeriesAfter,
  FIRST_CORRECTION,
} from "../../src/lock-in/correction-cost.ts";
import type { CostPoint } from "../../src/lock-in/task-cost.ts";

export const weightsAt = (ordinal: number) => digestOfValue({ weights: ordinal });

/** A run's costs, set after set. */
export class Costs {
  series: readonly CostPoint[] = [];
  correction: CorrectionCost = FIRST_CORRECTION;
  #sets = 0;

  /** Closes a set on the weights of an ordinal, with a cost for each named task. */
  close(ordinal: number, costs: Readonly<Record<string, number>>): CorrectionCost["verdict"] {
    this.#sets += 1;
    const point = {
      set: `set-${this.#sets}`,
      digest: weightsAt(ordinal),
      ordinal,
      costs: Object.entries(costs).map(([task, cost]) => ({ task, cost })),
    };
    const closed = [...this.series, point];
    const before = this.correction;
    this.correction = correctionCostOf(closed, before);
    this.series = costSeriesAfter(closed, before);
    return this.correction.verdict;
  }

  /** Eight re-test sets on the checkpoints that are asked for, oldest first. */
  retest(costOf: (place: number) => number): CorrectionCost["verdict"] {
    const slots = this.correction.retest?.slots ?? [];
    for (const [place, { ordinal, owed }] of slots.entries()) {
      this.close(ordinal, Object.fromEntries(owed.map((task) => [task, costOf(place)])));
    }
    return this.correction.verdict;
  }
}

export const flat = (sets: number): Costs => {
  const costs = new Costs();
  for (let ordinal = 0; ordinal < sets; ordinal += 1) costs.close(ordinal, { a: 5, b: 7 });
  return costs;
};

/** Paused: seven steady costs and a last one that is dearer in both tasks (1/8 · 1/8 ≤ 0.05). */
export const suspect = (): Costs => {
  const costs = flat(7);
  if (costs.close(7, { a: 6, b: 8 }) !== "suspect") throw new Error("the last costs are not dearer");
  return costs;
};
