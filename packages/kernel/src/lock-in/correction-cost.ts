import { couldShowRise, mayRise, rises } from "./cost-rise.ts";
import { freshPoints, withPoint } from "./cost-series.ts";
import { type CostPoint, hasCosts } from "./task-cost.ts";
import { filled, isComplete, type Retest, replacedBy, retestOf, retested } from "./retest.ts";

/**
 * Is correction becoming dearer (ACB-K §5.1)?
 * `rising` is lock-in and kills; `suspect` pauses until a re-test; `capped` is research at most.
 */
export interface CorrectionCost {
  readonly verdict: "unproven" | "steady" | "suspect" | "capped" | "rising";
  /** Window sets with costs that the verdict rests on. */
  readonly sets: number;
  /** What a suspicion still has to measure anew; null when there is none. */
  readonly retest: Retest | null;
  /** First set whose costs count for a new suspicion; null until a re-test has replaced costs. */
  readonly freshFrom: string | null;
  /** Sets with costs that closed since the last re-test. */
  readonly setsSinceRetest: number;
}

/** Before the first set: nothing is proven. */
export const FIRST_CORRECTION: CorrectionCost = {
  verdict: "unproven",
  sets: 0,
  retest: null,
  freshFrom: null,
  setsSinceRetest: 0,
};

/** Fewer window sets prove nothing, and so many a re-test measures anew. */
const SETS_MIN = 8;
const LOCK_IN_ONE_IN = 10_000n;
const SUSPECT_ONE_IN = 20n;
const RETEST_LOCK_IN_ONE_IN = 1_000n;

/**
 * The verdict after a set closed (docs/concepts/kernel.md).
 *
 * @param series what `costSeriesAfter` gave before, and the newly closed set as the last point
 */
export const correctionCostOf = (series: readonly CostPoint[], before: CorrectionCost): CorrectionCost =>
  judged(series, before).correction;

/** What the run keeps of its costs after a set closed: in the order of training, bounded, re-tested costs in place of the old. */
export const costSeriesAfter = (series: readonly CostPoint[], before: CorrectionCost): readonly CostPoint[] =>
  judged(series, before).series;

/** The verdict on a series as it stands, for a run that goes on from older weights. */
export const correctionCostAnew = (series: readonly CostPoint[]): CorrectionCost => verdictOn(series, FIRST_CORRECTION);

interface Judged {
  readonly series: readonly CostPoint[];
  readonly correction: CorrectionCost;
}

function judged(all: readonly CostPoint[], before: CorrectionCost): Judged {
  const point = all.at(-1);
  if (point === undefined) return { series: all, correction: before };
  const earlier = all.slice(0, -1);
  if (before.retest !== null) return judgedInRetest(earlier, point, before, before.retest);
  const series = withPoint(earlier, point, null);
  if (before.verdict === "rising") return { series, correction: before };
  const setsSinceRetest = before.setsSinceRetest + (hasCosts(point) ? 1 : 0);
  return { series, correction: verdictOn(series, { ...before, setsSinceRetest }) };
}

/** A ladder: too little, lock-in, still capped, suspect, steady. */
function verdictOn(series: readonly CostPoint[], before: CorrectionCost): CorrectionCost {
  const sets = series.filter(hasCosts).length;
  const next = { ...before, sets };
  if (sets < SETS_MIN || !couldShowRise(series, LOCK_IN_ONE_IN)) return { ...next, verdict: "unproven" };
  if (rises(series, LOCK_IN_ONE_IN)) return { ...next, verdict: "rising" };
  const isSuspect = mayRise(freshPoints(series, before.freshFrom), SUSPECT_ONE_IN);
  if (before.verdict === "capped" && (isSuspect || before.setsSinceRetest < SETS_MIN)) return next;
  return isSuspect
    ? { ...next, verdict: "suspect", retest: retestOf(series, SETS_MIN) }
    : { ...next, verdict: "steady" };
}

/** A suspicion is decided once, when every cost that it asked for was measured anew. Until then the run stays paused. */
function judgedInRetest(
  earlier: readonly CostPoint[],
  point: CostPoint,
  before: CorrectionCost,
  pending: Retest,
): Judged {
  const retest = filled(pending, point);
  if (retest === pending) return { series: withPoint(earlier, point, pending), correction: before };
  if (!isComplete(retest)) return { series: earlier, correction: { ...before, retest } };
  const series = replacedBy(earlier, retest);
  return { series, correction: decided(series, retest) };
}

function decided(series: readonly CostPoint[], retest: Retest): CorrectionCost {
  const anew = retested(retest);
  const correction = {
    sets: series.filter(hasCosts).length,
    retest: null,
    freshFrom: anew[0]?.set ?? null,
    setsSinceRetest: 0,
  };
  const isLockIn = rises(anew, RETEST_LOCK_IN_ONE_IN) || rises(series, LOCK_IN_ONE_IN);
  if (isLockIn) return { ...correction, verdict: "rising" };
  const isCleared = couldShowRise(anew, RETEST_LOCK_IN_ONE_IN) && !rises(anew, SUSPECT_ONE_IN);
  return { ...correction, verdict: isCleared ? "steady" : "capped" };
}
