import type { Ratio } from "@plimsoll/foundation";
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
import type { CellStanding, ClaimStanding, Standing } from "./cell-standing.ts";
import { alphaPpb } from "./error-rate.ts";
import { missingTrials } from "./missing-trials.ts";

/** What the kernel says of a claim, at the attempts' error rates: unproven as soon as one window cannot prove it (K-23, K-24). */
export type Verdict = "proven" | "open" | "unproven";

/** By claim in ppm. */
type ByClaim<T> = Readonly<Record<string, T>>;

/** The worst of what the windows in force say of a dimension, in either context. */
export interface DimensionStanding {
  readonly trials: number;
  readonly failures: number;
  /** Of the window that is told; null where that one is open or there is none: unproven is never 0 and never a pass (K-20). */
  readonly provenPpm: number | null;
  readonly pointPpm: number | null;
  /** The most that any of the windows lacks, 0 exactly where the claim is shown; null where a million trials would not do. */
  readonly missingTrials: ByClaim<number | null>;
  /** At the error rate at which the status speaks, which is `alphaPpb`, the smallest of the windows. */
  readonly standing: ByClaim<Standing>;
  readonly alphaPpb: ByClaim<number>;
  readonly verdict: ByClaim<Verdict>;
  /** Which window it is. */
  readonly context: ProbeContext | null;
  readonly set: string | null;
  /** Sets that are not closed yet. */
  readonly openSets: readonly string[];
}

/**
 * Closed windows decide, and open ones that can no longer prove a claim; other open ones are told of only where nothing is decided.
 *
 * @param next the attempts that the next windows would be
 * @param plainAlpha see `cellStanding`
 */
export const dimensionStandings = (
  cells: readonly CellStanding[],
  next: Readonly<Record<Cell, Attempts>>,
  plainAlpha: Ratio | null,
): Readonly<Record<Dimension, DimensionStanding>> =>
  Object.fromEntries(
    DIMENSIONS.map((dimension) => [
      dimension,
      standingOf(
        cells.filter((cell) => cell.dimension === dimension),
        CONTEXTS.map((context) => next[cellOf(dimension, context)]),
        plainAlpha,
      ),
    ]),
  ) as Record<Dimension, DimensionStanding>;

function standingOf(
  cells: readonly CellStanding[],
  next: readonly Attempts[],
  plainAlpha: Ratio | null,
): DimensionStanding {
  if (cells.length === 0) return untried(next, plainAlpha);
  const decided = cells.filter((cell) => cell.closed || hasLost(cell));
  const worst = (decided.length > 0 ? decided : cells).reduce(worse);
  const { trials, failures, provenPpm, pointPpm, context, set } = worst;
  const openSets = [...new Set(cells.filter(({ closed }) => !closed).map((cell) => cell.set))];
  return { trials, failures, provenPpm, pointPpm, ...claimsOn(cells), context, set, openSets };
}

const hasLost = ({ claims }: CellStanding): boolean =>
  claims.some(({ standing, possible }) => standing === "missing" || !possible);

/** By what is proven or still can be, then by the point score: worst case, never an average (law L2). */
function worse(left: CellStanding, right: CellStanding): CellStanding {
  const difference = left.provablePpm - right.provablePpm || (left.pointPpm ?? 0) - (right.pointPpm ?? 0);
  return difference > 0 ? right : left;
}

type ClaimsOn = Pick<DimensionStanding, "missingTrials" | "standing" | "alphaPpb" | "verdict">;

function claimsOn(cells: readonly CellStanding[]): ClaimsOn {
  const windows = (claim: Claim): readonly ClaimStanding[] =>
    cells.flatMap(({ claims }) => claims.filter((standing) => standing.claim === claim));
  return {
    missingTrials: byClaim((claim) => mostMissing(deciding(windows(claim)))),
    standing: byClaim((claim) => deciding(windows(claim))[0]?.standing ?? "missing"),
    alphaPpb: byClaim((claim) => Math.min(...deciding(windows(claim)).map((window) => window.alphaPpb))),
    verdict: byClaim((claim) => verdictOf(windows(claim))),
  };
}

/** The windows that lack something; where none does those that show the claim, and only then open ones. */
function deciding(windows: readonly ClaimStanding[]): readonly ClaimStanding[] {
  const standing = (["missing", "shown"] as const).find((each) => windows.some((window) => window.standing === each));
  return windows.filter((window) => window.standing === (standing ?? "open"));
}

const mostMissing = (windows: readonly ClaimStanding[]): number | null =>
  windows
    .map((window) => window.missingTrials)
    .reduce<number | null>((most, next) => (most === null || next === null ? null : Math.max(most, next)), 0);

function verdictOf(windows: readonly ClaimStanding[]): Verdict {
  if (windows.some(({ possible }) => !possible)) return "unproven";
  return windows.some(({ proven }) => proven === true) ? "proven" : "open";
}

const byClaim = <T>(value: (claim: Claim) => T): ByClaim<T> =>
  Object.fromEntries((["paused", "research", "full"] as const).map((claim) => [CLAIM_PPM[claim], value(claim)]));

/** Nothing tried: what a first window needs, at the harder attempt of the two contexts. */
function untried(attempts: readonly Attempts[], plainAlpha: Ratio | null): DimensionStanding {
  const alphaOf = (claim: Claim): Ratio =>
    plainAlpha ?? attemptAlpha(Math.max(...attempts.map((attempt) => attempt[claim])));
  return {
    trials: 0,
    failures: 0,
    provenPpm: null,
    pointPpm: null,
    missingTrials: byClaim((claim) => missingTrials({ trials: 0, failures: 0 }, CLAIM_PPM[claim], alphaOf(claim))),
    standing: byClaim(() => "missing"),
    alphaPpb: byClaim((claim) => alphaPpb(alphaOf(claim))),
    verdict: byClaim(() => "unproven"),
    context: null,
    set: null,
    openSets: [],
  };
}
