import {
  attemptAlpha,
  type Attempts,
  type Cell,
  cellOf,
  CLAIM_PPM,
  type Claim,
  CONTEXTS,
  type Dimension,
  DIMENSIONS,
  type ProbeContext,
} from "@plimsoll/kernel";
import type { CellStanding } from "./cell-standing.ts";
import { missingTrials } from "./missing-trials.ts";

/** The worst of what the windows in force say of a dimension, in either context. */
export interface DimensionStanding {
  readonly trials: number;
  readonly failures: number;
  /** Null where no closed window says anything: unproven is never 0 and never a pass (K-20). */
  readonly provenPpm: number | null;
  readonly pointPpm: number | null;
  /** By claim in ppm: the most that any of the windows lacks; null where a million trials would not do. */
  readonly missingTrials: Readonly<Record<string, number | null>>;
  /** Which window it is. */
  readonly context: ProbeContext | null;
  readonly set: string | null;
}

/**
 * Closed windows decide; open ones are told of only where there are no closed ones.
 *
 * @param next the attempts that the next windows would be
 */
export const dimensionStandings = (
  cells: readonly CellStanding[],
  next: Readonly<Record<Cell, Attempts>>,
): Readonly<Record<Dimension, DimensionStanding>> =>
  Object.fromEntries(
    DIMENSIONS.map((dimension) => [
      dimension,
      standingOf(
        cells.filter((cell) => cell.dimension === dimension),
        CONTEXTS.map((context) => next[cellOf(dimension, context)]),
      ),
    ]),
  ) as Record<Dimension, DimensionStanding>;

function standingOf(cells: readonly CellStanding[], next: readonly Attempts[]): DimensionStanding {
  const closed = cells.filter((cell) => cell.closed);
  const told = closed.length > 0 ? closed : cells;
  if (told.length === 0) return untried(next);
  const { trials, failures, provenPpm, pointPpm, context, set } = told.reduce(worse);
  return { trials, failures, provenPpm, pointPpm, missingTrials: mostMissing(told), context, set };
}

/** By what is proven, then by the point score: worst case, never an average (law L2). */
function worse(left: CellStanding, right: CellStanding): CellStanding {
  const difference = (left.provenPpm ?? 0) - (right.provenPpm ?? 0) || (left.pointPpm ?? 0) - (right.pointPpm ?? 0);
  return difference > 0 ? right : left;
}

function mostMissing(cells: readonly CellStanding[]): DimensionStanding["missingTrials"] {
  const missing = (claim: Claim): number | null =>
    cells
      .map((cell) => cell.claims.find((standing) => standing.claim === claim)?.missingTrials ?? null)
      .reduce((most, next) => (most === null || next === null ? null : Math.max(most, next)));
  return byClaim(missing);
}

const byClaim = (value: (claim: Claim) => number | null): DimensionStanding["missingTrials"] =>
  Object.fromEntries((["paused", "research", "full"] as const).map((claim) => [CLAIM_PPM[claim], value(claim)]));

/** Nothing tried: what a first window needs, at the harder attempt of the two contexts. */
const untried = (attempts: readonly Attempts[]): DimensionStanding => ({
  trials: 0,
  failures: 0,
  provenPpm: null,
  pointPpm: null,
  missingTrials: byClaim((claim) => {
    const attempt = Math.max(...attempts.map((each) => each[claim]));
    return missingTrials({ trials: 0, failures: 0 }, CLAIM_PPM[claim], attemptAlpha(attempt));
  }),
  context: null,
  set: null,
});
