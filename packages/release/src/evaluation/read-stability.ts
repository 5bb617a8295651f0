import type { Plan } from "../dossier/plan.ts";
import type { Telemetry } from "../dossier/telemetry.ts";
import { isAtLeast, type Level } from "../policy/level.ts";
import type { Policy } from "../policy/policy.ts";
import { cyclesBetween, followed, type PauseState, worsePause } from "../stability/pause.ts";
import { type SignalRule, type SubjectIndex, subjectIndex } from "../stability/subject-index.ts";
import type { EvaluationInput } from "./evaluation-input.ts";
import { followedSeries, type IndexPoint, readIndexAt } from "./followed-series.ts";

/** The subject's stability as this dossier shows it. Indices are ten-thousandths. */
export interface StabilityReading {
  readonly rules: readonly SignalRule[];
  readonly raw: SubjectIndex;
  /** Of the signals that could be read, and no others: full where none could. */
  readonly readRaw: number;
  /** The same after the limit of its rise: a signal that nobody reads lifts no limit. */
  readonly readIndex: number;
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

export function readStability(input: EvaluationInput, level: Level, engineIndex: number): StabilityReading {
  const { dossier, policy, site, nowMs } = input;
  const rules = requiredSignals(policy, level, dossier.action);
  const telemetry = soundReadings(input);
  const raw = subjectIndex(rules, telemetry, nowMs);
  const given = isAtLeast(level, "ASL-4") ? rules : rules.filter((rule) => isGiven(rule, telemetry, nowMs));
  const { whole, read } = followedSeries(given, telemetry, nowMs, policy.stability);
  const readRaw = readIndexAt(rules, telemetry, nowMs);
  return {
    rules,
    raw,
    readRaw,
    readIndex: limited(readRaw, read, input),
    index: limited(raw.index, whole, input),
    engineIndex,
    pause: worsePause(site.pause, site.kinPause ?? { state: "STABLE" }),
    plan: dossier.plan,
    series: whole.map((point) => point.index),
    fromMs: whole[0]?.atMs ?? nowMs,
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
