import type { Telemetry } from "../dossier/telemetry.ts";
import type { Policy } from "../policy/policy.ts";
import { cyclesBetween, followed } from "../stability/pause.ts";
import { type SignalRule, subjectIndex } from "../stability/subject-index.ts";

/** An index (ten-thousandths) and when it was read, ms since 1970. */
export interface IndexPoint {
  readonly atMs: number;
  readonly index: number;
}

/** The followed index at each time of a reading, oldest first. */
export interface FollowedSeries {
  /** Of all signals. It begins where every one was read: before that nothing is known of the subject. */
  readonly whole: readonly IndexPoint[];
  /** Of those that could be read at that time. What one of them said stays said when it falls silent. */
  readonly read: readonly IndexPoint[];
}

/** Times that are followed at most: the newest. */
const TIMES_MAX = 1_000;

export function followedSeries(
  rules: readonly SignalRule[],
  telemetry: readonly Telemetry[],
  nowMs: number,
  limits: Policy["stability"],
): FollowedSeries {
  const known = knownAt(rules, telemetry, nowMs);
  const whole = known
    .filter(({ signals }) => signals === rules.length)
    .map(({ atMs, readings }) => ({ atMs, index: subjectIndex(rules, readings, atMs).index }));
  const read = known.map(({ atMs, readings }) => ({ atMs, index: readIndexAt(rules, readings, atMs) }));
  return { whole: followedPoints(whole, limits), read: followedPoints(read, limits) };
}

/** The index of the signals that are read at a time; full where none is: then nothing read speaks against the subject. */
export function readIndexAt(rules: readonly SignalRule[], readings: readonly Telemetry[], atMs: number): number {
  const { unread } = subjectIndex(rules, readings, atMs);
  const read = rules.filter(({ signal }) => !unread.includes(signal));
  return read.length === 0 ? 10_000 : subjectIndex(read, readings, atMs).index;
}

/** One good reading after a bad one does not undo it. */
function followedPoints(points: readonly IndexPoint[], limits: Policy["stability"]): readonly IndexPoint[] {
  const series: IndexPoint[] = [];
  for (const { atMs, index } of points) {
    const before = series.at(-1);
    const risen = before && followed(before.index, index, cyclesBetween(before.atMs, atMs), false, limits);
    series.push({ atMs, index: risen ?? index });
  }
  return series;
}

interface Known {
  readonly atMs: number;
  /** How many signals were ever read. */
  readonly signals: number;
  readonly readings: readonly Telemetry[];
}

/** The newest readings of each signal at each time of a reading. Goes through them once. */
function knownAt(rules: readonly SignalRule[], telemetry: readonly Telemetry[], nowMs: number): readonly Known[] {
  const required = new Set(rules.map(({ signal }) => signal));
  const readings = telemetry.filter(({ signal, atMs }) => required.has(signal) && atMs <= nowMs);
  const times = [...new Set(readings.map(({ atMs }) => atMs))].toSorted((one, other) => one - other);
  const ordered = readings.toSorted((one, other) => one.atMs - other.atMs);
  const newest = new Map<string, readonly Telemetry[]>();
  let place = 0;
  return times.slice(-TIMES_MAX).map((atMs) => {
    for (; (ordered[place]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs; place += 1) {
      take(newest, ordered[place] as Telemetry);
    }
    return { atMs, signals: newest.size, readings: [...newest.values()].flat() };
  });
}

function take(newest: Map<string, readonly Telemetry[]>, reading: Telemetry): void {
  const known = newest.get(reading.signal);
  const isOfSameTime = known?.[0]?.atMs === reading.atMs;
  newest.set(reading.signal, isOfSameTime ? [...(known ?? []), reading] : [reading]);
}
