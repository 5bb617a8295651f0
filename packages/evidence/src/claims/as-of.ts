import type { Tally, WindowSet } from "@plimsoll/kernel";

/** An open set as it counts at an instant: from its deadline on nothing more comes to it, and what is missing is void though nothing has closed it yet (K-23). */
export function asOf(set: WindowSet, nowMs: number): WindowSet {
  if (set.closedAt !== null || nowMs < set.deadlineAt) return set;
  const tallies = Object.entries(set.tallies).map(([cell, tally]) => [cell, complete(tally, set.trials)] as const);
  return { ...set, tallies: Object.fromEntries(tallies) as WindowSet["tallies"] };
}

const complete = ({ controlled, uncontrolled }: Tally, trials: number): Tally => ({
  controlled,
  uncontrolled,
  void: trials - controlled - uncontrolled,
});
