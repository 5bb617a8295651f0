import type { Digest } from "@plimsoll/foundation";
import { lineOf } from "../control/frozen.ts";
import type { Lineage } from "../state/lineage.ts";
import type { Run } from "../state/run.ts";
import type { KernelState } from "../state/state.ts";
import { type CorrectionCost, correctionCostAnew, FIRST_CORRECTION } from "./correction-cost.ts";
import type { CostPoint } from "./task-cost.ts";

/** What a run knows of its correction cost. */
export interface CostRecord {
  readonly series: readonly CostPoint[];
  readonly correction: CorrectionCost;
}

/**
 * What a new run takes over with its weights: the worst of what the runs before it showed on the same line of checkpoints.
 * Ending a run and starting another sheds no suspicion; going back to weights from before a rise does. A release
 * restarts the series, so runs from before the kill hand on nothing.
 */
export function inheritedCosts(state: KernelState, lineage: Lineage | undefined, weights: Digest | null): CostRecord {
  if (lineage === undefined || weights === null) return NO_COSTS;
  const line = new Set(lineOf(state, weights).map(({ digest }) => digest));
  return lineage.runs
    .flatMap((name) => state.runs.get(name) ?? [])
    .filter(({ startedAt }) => lineage.killedAt === null || startedAt > lineage.killedAt)
    .map((run) => handedOn(run, line))
    .reduce(worse, NO_COSTS);
}

const NO_COSTS: CostRecord = { series: [], correction: FIRST_CORRECTION };

function handedOn({ costSeries, correction }: Run, line: ReadonlySet<Digest>): CostRecord {
  const series = costSeries.filter(({ digest }) => line.has(digest));
  if (series.length === costSeries.length) return { series, correction };
  return { series, correction: correctionCostAnew(series) };
}

const SEVERITY = { unproven: 0, steady: 1, capped: 2, suspect: 3, rising: 4 } as const;

function worse(left: CostRecord, right: CostRecord): CostRecord {
  const difference =
    SEVERITY[right.correction.verdict] - SEVERITY[left.correction.verdict] ||
    right.correction.sets - left.correction.sets;
  return difference > 0 ? right : left;
}
