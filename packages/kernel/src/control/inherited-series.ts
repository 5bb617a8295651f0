import type { Digest } from "@plimsoll/foundation";
import type { Lineage } from "../state/lineage.ts";
import type { Run } from "../state/run.ts";
import type { KernelState } from "../state/state.ts";
import { lineOf } from "./frozen.ts";
import { type ControlPoint, STEADY, type Steerability } from "./steerability.ts";

/** What a run knows of its control over the line of its checkpoints. */
export interface SeriesRecord {
  readonly series: readonly ControlPoint[];
  readonly steerability: Steerability;
}

/**
 * What a new run takes over with its weights: the worst of what the runs before it showed on the same line of checkpoints, and of
 * equals what rests on the most. A run may probe weights that another one registered, so it is not only theirs that counts: else a
 * lab could shake off a decline by starting again. Going back to weights from before a decline does. A release restarts the trends: what was
 * before the kill is rolled back, not talked up.
 */
export function inheritedSeries(
  state: KernelState,
  lineage: Lineage | undefined,
  weights: Digest | null,
): SeriesRecord {
  if (lineage === undefined || weights === null) return NO_SERIES;
  const line = new Set(lineOf(state, weights).map(({ digest }) => digest));
  return lineage.runs
    .flatMap((name) => state.runs.get(name) ?? [])
    .filter(({ startedAt }) => lineage.killedAt === null || startedAt > lineage.killedAt)
    .map((run) => handedOn(run, line))
    .reduce(worse, NO_SERIES);
}

const NO_SERIES: SeriesRecord = { series: [], steerability: STEADY };

function handedOn({ series: all, steerability }: Run, line: ReadonlySet<Digest>): SeriesRecord {
  const series = all.filter(({ digest }) => line.has(digest));
  return { series, steerability: series.length === all.length ? steerability : STEADY };
}

const SEVERITY = { steady: 0, falling: 1, decayed: 2 } as const;

function worse(left: SeriesRecord, right: SeriesRecord): SeriesRecord {
  const difference =
    SEVERITY[right.steerability.verdict] - SEVERITY[left.steerability.verdict] ||
    right.series.length - left.series.length ||
    trialsIn(right) - trialsIn(left);
  return difference > 0 ? right : left;
}

/** Every cell of a point has as many. */
const trialsIn = ({ series }: SeriesRecord): number =>
  series.reduce((sum, { cells }) => sum + cells["goal_edit/EVAL"].trials, 0);
