import { rankSumBoundAtMost } from "./rank-sum-bound.ts";
import { rankSumTail } from "./rank-sum-tail.ts";
import type { TrialGroup } from "./trial-group.ts";

/**
 * Is a rise of failures over ordered groups more than chance? True when the chance of such a rise without a cause is
 * at most `1 / oneIn`: the exact conditional test of Cochran (1954) and Armitage (1955), with a group's rank as its score.
 *
 * A simple upper bound says yes to plain rises at once. Otherwise the exact chance is bracketed ever more narrowly. Where it is nearer to
 * the limit than the narrowest bracket tells, or the groups are so large that this would take seconds, the rise is not shown.
 */
export function failuresRiseSignificantly(groups: readonly TrialGroup[], oneIn: bigint): boolean {
  if (isOneOutcome(groups)) return false;
  return rankSumBoundAtMost(groups, oneIn) || exactChanceAtMost(withRareOutcome(groups), oneIn);
}

/** Without a failure, or without a success, there is only one way for them to fall. */
const isOneOutcome = (groups: readonly TrialGroup[]): boolean =>
  groups.every(({ failures }) => failures === 0) || groups.every(({ trials, failures }) => failures === trials);

/** Failures rise as successes fall: of both, the rarer make the smaller tables. */
function withRareOutcome(groups: readonly TrialGroup[]): readonly TrialGroup[] {
  const excess = groups.reduce((sum, { trials, failures }) => sum + 2 * failures - trials, 0);
  return excess <= 0
    ? groups
    : groups.map(({ trials, failures }) => ({ trials, failures: trials - failures })).toReversed();
}

/** Hexadecimal digits of precision. The first decides nearly always; the last tells chance and limit apart to some 20 digits. */
const PRECISIONS = [8, 14, 28];
/** At most about a second. 8 groups of 1 132 trials with 600 failures need a sixteenth of this, 16 such groups a quarter, at first. */
const SLOTS_MAX = 60_000_000;

function exactChanceAtMost(groups: readonly TrialGroup[], oneIn: bigint): boolean {
  for (const digits of PRECISIONS) {
    const tail = rankSumTail(groups, digits, SLOTS_MAX);
    if (tail === null) return false;
    if (tail.high * oneIn <= tail.whole) return true;
    if (tail.low * oneIn > tail.whole + 1n) return false;
  }
  return false;
}
