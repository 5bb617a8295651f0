import type { HistoryLine } from "./history.ts";
import type { PeerRatio } from "./ratios/peer-ratio.ts";
import { ratiosOf } from "./ratios/ratios-of.ts";

/**
 * Whether what was measured last is worse, beside its peers, than what was measured before.
 *
 * A shared machine swings, so figures by themselves say little; a ratio to a peer that took turns in the same run says more. A ratio may
 * fall short of the median of its earlier runs by as much as it swung within those runs and between them. With few runs the swing is
 * guessed low: never below TOLERANCE_MIN. Above TOLERANCE_MAX nothing is noise, however restless a figure was: a halved ratio always fails.
 *
 * A ratio that fell is no measure for later ones: measuring again makes it no better. Where it is meant to stay, its line says why in `accepted`.
 */
export interface GateRow {
  readonly bench: string;
  readonly figure: string;
  readonly peer: string;
  /** The median of the earlier runs; null where there is none to compare with. */
  readonly before: number | null;
  readonly now: number;
  /** The least that passes; null with `before`. */
  readonly allowed: number | null;
  readonly earlierRuns: number;
  /** `new`: nothing to compare with. `accepted`: fell, and its line says why it stands. Both pass. */
  readonly verdict: "held" | "fell" | "accepted" | "new";
}

export interface GateOutcome {
  readonly rows: readonly GateRow[];
  /** Newest runs with ratios that fell and stand, each with the reason. */
  readonly accepted: readonly { readonly bench: string; readonly why: string }[];
  /** Figures of earlier runs that the newest run of their bench lacks, as "bench: figure beside peer": a peer was missing, or a name changed. */
  readonly missing: readonly string[];
}

const TOLERANCE_MIN = 0.15;
/** Where no rounds were recorded, the swing within a run is not known. */
const TOLERANCE_UNKNOWN = 0.3;
const TOLERANCE_MAX = 0.5;
/** A product gets faster: what was long ago is no measure. */
const EARLIER_MAX = 5;

/** Judges the newest line of each bench. Lines are in order, the newest last. */
export function judged(lines: readonly HistoryLine[]): GateOutcome {
  const benches = [...new Set(lines.map(({ bench }) => bench))];
  const outcomes = benches.map((bench) => judgedBench(lines.filter((line) => line.bench === bench)));
  return {
    rows: outcomes.flatMap(({ rows }) => rows),
    accepted: outcomes.flatMap(({ accepted }) => accepted),
    missing: outcomes.flatMap(({ missing }) => missing),
  };
}

function judgedBench(lines: readonly HistoryLine[]): GateOutcome {
  const newest = lines.at(-1) as HistoryLine;
  const comparable = lines.filter((line) => isComparable(line, newest));
  const standing: PeerRatio[] = [];
  let rows: readonly GateRow[] = [];
  for (const line of comparable) {
    const ratios = ratiosOf(line);
    rows = ratios.map((ratio) => standingOf(judgedRatio(line.bench, ratio, standing), line));
    standing.push(...ratios.filter((_, place) => rows[place]?.verdict !== "fell"));
  }
  return { rows, accepted: acceptedIn(newest, rows), missing: missingIn(comparable.map(ratiosOf), newest.bench) };
}

const standingOf = (row: GateRow, { accepted }: HistoryLine): GateRow =>
  row.verdict === "fell" && accepted !== undefined ? { ...row, verdict: "accepted" } : row;

const acceptedIn = ({ bench, accepted }: HistoryLine, rows: readonly GateRow[]): GateOutcome["accepted"] =>
  accepted !== undefined && rows.some(({ verdict }) => verdict === "accepted") ? [{ bench, why: accepted }] : [];

/** What the runs before the last one had, and it has not. */
function missingIn(runs: readonly (readonly PeerRatio[])[], bench: string): readonly string[] {
  const named = new Set(runs.at(-1)?.map(nameOf));
  const lately = runs
    .slice(-1 - EARLIER_MAX, -1)
    .flat()
    .map(nameOf);
  return [...new Set(lately)].filter((name) => !named.has(name)).map((name) => `${bench}: ${name}`);
}

const nameOf = ({ figure, peer }: PeerRatio): string => `${figure} beside ${peer}`;

/** Even ratios differ from one processor to another. */
const isComparable = ({ machine }: HistoryLine, { machine: other }: HistoryLine): boolean =>
  machine.cpu === other.cpu && machine.cores === other.cores;

/** Another version of a peer is another peer. */
const isSame = (one: PeerRatio, other: PeerRatio): boolean =>
  nameOf(one) === nameOf(other) && one.version === other.version;

function judgedRatio(bench: string, ratio: PeerRatio, standing: readonly PeerRatio[]): GateRow {
  const earlier = standing.filter((each) => isSame(each, ratio)).slice(-EARLIER_MAX);
  const { figure, peer, times } = ratio;
  const row = { bench, figure, peer, now: times.median, earlierRuns: earlier.length };
  if (earlier.length === 0) return { ...row, before: null, allowed: null, verdict: "new" };
  const middle = medianOf(earlier.map((each) => each.times.median));
  const allowed = middle * (1 - tolerance(earlier, middle));
  return { ...row, before: middle, allowed, verdict: times.median >= allowed ? "held" : "fell" };
}

/** How far below the median a run may lie, as a share of it. */
function tolerance(earlier: readonly PeerRatio[], middle: number): number {
  const within = medianOf(earlier.map(({ times }) => 1 - times.low / times.median));
  const between = 1 - Math.min(...earlier.map(({ times }) => times.median)) / middle;
  const isKnown = earlier.some(({ times }) => times.low < times.high);
  const least = isKnown ? TOLERANCE_MIN : TOLERANCE_UNKNOWN;
  return Math.min(TOLERANCE_MAX, Math.max(least, within, between));
}

/** The lower of the middle two of an even number: what was reached at least half of the time. */
function medianOf(values: readonly number[]): number {
  const rising = values.toSorted((left, right) => left - right);
  return rising[Math.floor((rising.length - 1) / 2)] ?? Number.NaN;
}
