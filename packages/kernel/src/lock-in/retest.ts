import type { Digest } from "@plimsoll/foundation";
import { type CostPoint, hasCosts, type TaskCost } from "./task-cost.ts";

/** What a suspicion asks for: the costs of the last eight checkpoints once more, in new worlds (docs/concepts/kernel.md). */
export interface Retest {
  /** In the order of training. */
  readonly slots: readonly RetestSlot[];
  /** Older sets among those, which the new costs replace as well. */
  readonly superseded: readonly string[];
}

/** One checkpoint to measure anew: every task that was measured there, and what came of it so far. */
export interface RetestSlot {
  /** The set whose costs are replaced. */
  readonly replaces: string;
  readonly digest: Digest;
  readonly ordinal: number;
  readonly owed: readonly string[];
  readonly costs: readonly TaskCost[];
}

/** Asks for the newest sets, first one of every checkpoint: eight sets on the same weights could show no rise. */
export function retestOf(series: readonly CostPoint[], sets: number): Retest {
  const newestFirst = series.filter(hasCosts).toReversed();
  const digests = newestFirst.map(({ digest }) => digest);
  const isNewest = (point: CostPoint, index: number): boolean => digests.indexOf(point.digest) === index;
  const firsts = newestFirst.filter(isNewest);
  const repeats = newestFirst.filter((point, index) => !isNewest(point, index));
  const asked = new Set([...firsts, ...repeats].slice(0, sets));
  const from = series.findIndex((point) => asked.has(point));
  return {
    slots: series.filter((point) => asked.has(point)).map(slotOf),
    superseded: series
      .slice(from)
      .filter((point) => !asked.has(point))
      .map(({ set }) => set),
  };
}

const slotOf = ({ set, digest, ordinal, costs }: CostPoint): RetestSlot => ({
  replaces: set,
  digest,
  ordinal,
  owed: costs.map(({ task }) => task),
  costs: [],
});

/**
 * The re-test with what a set measured. A set serves the first slot of its digest that still lacks one of its tasks. A cost once
 * measured is never measured again, and one that is missing keeps the run waiting: leaving out helps nobody.
 *
 * @returns the same object when the set served no slot
 */
export function filled(retest: Retest, point: CostPoint): Retest {
  const served = retest.slots.findIndex((slot) => slot.digest === point.digest && lackedBy(slot, point).length > 0);
  const slot = retest.slots[served];
  if (slot === undefined) return retest;
  const costs = [...slot.costs, ...lackedBy(slot, point)];
  return { ...retest, slots: retest.slots.with(served, { ...slot, costs }) };
}

const lackedBy = ({ owed, costs }: RetestSlot, point: CostPoint): readonly TaskCost[] =>
  point.costs.filter(({ task }) => owed.includes(task) && !costs.some((known) => known.task === task));

export const isComplete = ({ slots }: Retest): boolean =>
  slots.every(({ owed, costs }) => costs.length === owed.length);

/** The new costs alone, in the order of training. */
export const retested = ({ slots }: Retest): readonly CostPoint[] =>
  slots.map(({ replaces, digest, ordinal, costs }) => ({ set: replaces, digest, ordinal, costs }));

/** The series with the new costs in place of the old. What came before the re-tested checkpoints stays, and stays counted. */
export function replacedBy(series: readonly CostPoint[], retest: Retest): readonly CostPoint[] {
  const anew = new Map(retested(retest).map((point) => [point.set, point]));
  return series.filter(({ set }) => !retest.superseded.includes(set)).map((point) => anew.get(point.set) ?? point);
}
