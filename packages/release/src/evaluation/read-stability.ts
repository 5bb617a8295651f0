import type { Plan } from "../dossier/plan.ts";
import type { Telemetry } from "../dossier/telemetry.ts";
import { isAtLeast, type Level } from "../policy/level.ts";
import type { Policy } from "../policy/policy.ts";
import { cyclesBetween, followed, type PauseState, worsePause } from "../stability/pause.ts";
import { type SignalRule, type SubjectIndex, subjectIndex } from "../stability/subject-index.ts";
import type { EvaluationInput } from "./evaluation-input.ts";

/** The subject's stability as this dossier shows it. Indices are ten-thousandths. */
export interface StabilityReading {
  readonly rules: readonly SignalRule[];
  readonly raw: SubjectIndex;
  /** Of the signals that could be read, and no others; null where none could. */
  readonly readIndex: number | null;
  /** After the limit of its rise since the last cycle. */
  readonly index: number;
  readonly engineIndex: number;
  readonly pause: PauseState;
  readonly plan: Pick<Plan, "phases" | "drills">;
  /** One for each time at which the dossier reads a signal, oldest first. */
  readonly series: readonly number[];
  /** When that series begins, ms since 1970. */
  readonly fromMs: number;
}

/** Times that are followed at most: the newest. */
const SERIES_MAX = 1_000;

export function readStability(input: EvaluationInput, level: Level, engineIndex: number): StabilityReading {
  const { dossier, policy, site, nowMs } = input;
  const rules = requiredSignals(policy, level, dossier.action);
  const telemetry = soundReadings(input);
  const raw = subjectIndex(rules, telemetry, nowMs);
  const given = isAtLeast(level, "ASL-4") ? rules : rules.filter((rule) => isGiven(rule, telemetry, nowMs));
  const points = followedPoints(seriesOf(given, telemetry, nowMs), policy.stability);
  const read = rules.filter(({ signal }) => !raw.unread.includes(signal));
  return {
    rules,
    raw,
    readIndex: read.length === 0 ? null : subjectIndex(read, telemetry, nowMs).index,
    index: limited(raw.index, points, input),
    engineIndex,
    pause: worsePause(site.pause, site.kinPause ?? { state: "STABLE" }),
    plan: dossier.plan,
    series: points.map((point) => point.index),
    fromMs: points[0]?.atMs ?? nowMs,
  };
}

/** Readings that stand in a source that is here and was let in. What nobody can look up was not read. */
export function soundReadings({ dossier, examination }: EvaluationInput): readonly Telemetry[] {
  const sound = new Set(
    examination.sources
      .filter(({ isWhole, intake }) => isWhole && (intake.verdict === "pass" || intake.verdict === "note"))
      .map(({ source }) => source.id),
  );
  return dossier.telemetry.filter(({ source }) => sound.has(source));
}

/** As high as it may have risen since it was last read, by the log and by the dossier's own readings. */
function limited(raw: number, points: readonly IndexPoint[], { site, policy, nowMs }: EvaluationInput): number {
  const logged = site.series.at(-1);
  const before = [
    ...(logged === undefined || site.seriesAtMs === null ? [] : [{ atMs: site.seriesAtMs, index: logged }]),
    ...(site.kinSeries ?? []).flatMap(({ series, atMs }) => series.slice(-1).map((index) => ({ atMs, index }))),
    ...points.slice(-1),
  ];
  const isPaused = site.pause.state !== "STABLE";
  const limits = before.map(({ atMs, index }) =>
    followed(index, raw, cyclesBetween(atMs, nowMs), isPaused, policy.stability),
  );
  return Math.min(raw, ...limits);
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

const requiredSignals = (
  { stability }: Policy,
  level: Level,
  action: EvaluationInput["dossier"]["action"],
): readonly SignalRule[] =>
  stability.signals
    .filter(({ from, actions }) => isAtLeast(level, from) && actions.includes(action))
    .map(({ signal, badMicro, goodMicro, maxAgeMs }) => ({
      signal,
      badMicro,
      goodMicro,
      maxAgeMs,
    }));

/** Below ASL-4 a signal may be missing. It does not take with it what the others foretell. */
const isGiven = ({ signal: wanted }: SignalRule, telemetry: readonly Telemetry[], nowMs: number): boolean =>
  telemetry.some(({ signal, atMs }) => signal === wanted && atMs <= nowMs);

interface IndexPoint {
  readonly atMs: number;
  readonly index: number;
}

/** The index as it would have been read at each time of a reading. */
function seriesOf(rules: readonly SignalRule[], telemetry: readonly Telemetry[], nowMs: number): readonly IndexPoint[] {
  const required = new Set(rules.map(({ signal }) => signal));
  const readings = telemetry.filter(({ signal, atMs }) => required.has(signal) && atMs <= nowMs);
  const times = [...new Set(readings.map(({ atMs }) => atMs))].toSorted((one, other) => one - other);
  return walk(rules, readings, times.slice(-SERIES_MAX));
}

/** Goes through the readings once. It begins where every signal was read: before that nothing is known of the subject. */
function walk(
  rules: readonly SignalRule[],
  readings: readonly Telemetry[],
  times: readonly number[],
): readonly IndexPoint[] {
  const ordered = readings.toSorted((one, other) => one.atMs - other.atMs);
  const newest = new Map<string, readonly Telemetry[]>();
  let place = 0;
  return times.flatMap((atMs) => {
    for (; (ordered[place]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs; place += 1) {
      take(newest, ordered[place] as Telemetry);
    }
    if (newest.size < rules.length) return [];
    return { atMs, index: subjectIndex(rules, [...newest.values()].flat(), atMs).index };
  });
}

function take(newest: Map<string, readonly Telemetry[]>, reading: Telemetry): void {
  const known = newest.get(reading.signal);
  const isOfSameTime = known?.[0]?.atMs === reading.atMs;
  newest.set(reading.signal, isOfSameTime ? [...(known ?? []), reading] : [reading]);
}
