import { risesAtMost, type Stratum } from "@plimsoll/foundation";
import { isAcrossGap } from "./cost-series.ts";
import type { CostPoint } from "./task-cost.ts";

/** Tasks rotate, but each that a run has met comes round again within so many sets. */
const ROTATION_SETS = 4;

/** Whether measured costs rise, tasks as strata, with a chance of at most one in so many that there is no cause. */
export const rises = (series: readonly CostPoint[], oneIn: bigint): boolean =>
  risesAtMost(strataOf(series, measuredCosts), oneIn);

/** Whether costs rise as measured, or would if every cost that is missing were the dearest so far. */
export function mayRise(series: readonly CostPoint[], oneIn: bigint): boolean {
  if (rises(series, oneIn)) return true;
  const completed = strataOf(series, costsWithMissing);
  const isComplete = sizeOf(completed) === sizeOf(strataOf(series, measuredCosts));
  return !isComplete && risesAtMost(completed, oneIn);
}

const sizeOf = (strata: readonly Stratum[]): number => strata.reduce((sum, { values }) => sum + values.length, 0);

/**
 * Could these sets have shown a rise so clear at all? The clearest order of n values comes once in n!.
 * Tasks that were each measured once can show nothing, however many they are.
 */
export function couldShowRise(series: readonly CostPoint[], oneIn: bigint): boolean {
  let orders = 1n;
  for (const { values } of strataOf(series, measuredCosts)) {
    for (let place = 2; place <= values.length && orders < oneIn; place += 1) orders *= BigInt(place);
  }
  return orders >= oneIn;
}

/** One task's costs in the order of training; undefined where a set did not measure it. */
type CostsOfTask = readonly (number | undefined)[];

/** The values of one task that a test is to see. */
type Values = (costs: CostsOfTask, series: readonly CostPoint[]) => readonly number[];

const strataOf = (series: readonly CostPoint[], values: Values): readonly Stratum[] =>
  costsByTask(series).map((costs) => ({ values: values(costs, series) }));

function costsByTask(series: readonly CostPoint[]): readonly CostsOfTask[] {
  const byTask = new Map<string, (number | undefined)[]>();
  for (const [index, point] of series.entries()) {
    for (const { task, cost } of point.costs) {
      const costs = byTask.get(task) ?? series.map(() => undefined);
      costs[index] = cost;
      byTask.set(task, costs);
    }
  }
  return [...byTask.values()];
}

const measuredCosts: Values = (costs) => costs.filter((cost) => cost !== undefined);

const costsWithMissing: Values = (costs, series) => {
  let dearest = 0;
  return costs.flatMap((cost, index) => {
    dearest = Math.max(dearest, cost ?? 0);
    if (cost !== undefined) return cost;
    return isOwed(costs, index) && !isAcrossGap(series, index, ROTATION_SETS - 1) ? dearest + 1 : [];
  });
};

/** A task that came before must come again when it was left out of all the sets of a rotation but this one. */
function isOwed(costs: CostsOfTask, index: number): boolean {
  const first = costs.findIndex((cost) => cost !== undefined);
  if (index - first < ROTATION_SETS) return false;
  return costs.slice(index - ROTATION_SETS + 1, index).every((cost) => cost === undefined);
}
