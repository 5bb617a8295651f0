import type { Digest } from "@plimsoll/foundation";
import type { EarlierEvaluation, SiteFacts } from "../evaluation/site-facts.ts";
import type { Override } from "../evolution/override.ts";
import { rankOf } from "../policy/level.ts";
import type { Policy } from "../policy/policy.ts";
import { oscillatingIn } from "../reflection/oscillation.ts";
import { subjectKey } from "../record/subject-key.ts";
import { type EngineLoad, ENGINE_CYCLE_MS, engineAt, rested } from "../stability/engine-load.ts";
import { type PauseState, worsePause } from "../stability/pause.ts";
import { kinKeysOf } from "./kin.ts";
import { unlockedChanges } from "./on-policy.ts";
import type { ReleaseState } from "./release-state.ts";
import { NEW_SUBJECT, type StandingOverride, type SubjectState } from "./subject-state.ts";
import { tLedger } from "./t-account.ts";
import type { ReplayMeans } from "./warranted-change.ts";

/** Who else the subject is: weights that it shares, and what it was derived from. */
export interface Kinship {
  readonly artifacts: readonly Digest[];
  readonly parents: readonly string[];
}

/** What no release log tells: the last whole check of it, and the kernel's word on the artifacts. */
export interface OutsideFacts extends Kinship {
  /** Of `integrity`. */
  readonly chainFaults: readonly string[];
  readonly kernel: SiteFacts["kernel"];
  /** A kernel was there and was asked. */
  readonly isKernelAsked?: boolean;
  /** By which signed changes are checked again. Without them none holds. */
  readonly means?: ReplayMeans;
}

/** What the site knows about a subject now. Asking changes nothing (A33). */
export function siteFacts(
  state: ReleaseState,
  subjectId: string,
  nowMs: number,
  policy: Policy,
  outside: OutsideFacts,
): SiteFacts {
  const subject = subjectOf(state, subjectId);
  const kin = kinOf(state, subjectId, outside);
  const { cap, balance } = tLedger(state.account, policy.budget);
  return {
    earlier: [...subject.evaluations, ...kin.flatMap(({ evaluations }) => evaluations)].toSorted(byTime),
    budget: { cap, balance },
    engine: engineNow(state, policy.stability, nowMs),
    pause: pauseNow(subject.pause, nowMs),
    recordedPause: subject.pause,
    pauseAtMs: subject.pauseAtMs,
    series: subject.series,
    seriesAtMs: subject.seriesAtMs,
    ...kinStability(kin, nowMs),
    incidents: [...new Set([subject, ...kin].flatMap(({ incidents }) => incidents))],
    ...foreseenBy([subject, ...kin]),
    previousDirection: subject.previousDirection,
    setPoint: subject.setPoint,
    ...(subject.setPointBy === null ? {} : { setPointBy: subject.setPointBy }),
    unexecuted: subject.commands.filter(({ isExecuted }) => !isExecuted).map(({ command }) => command.id),
    safeguards: state.safeguards.sorted().map(([, safeguard]) => safeguard),
    overrides: subject.overrides.filter((standing) => isInForce(standing, nowMs)).map(({ override }) => override),
    chainFaults: [...state.faults, ...outside.chainFaults],
    unlockedChanges: unlockedChanges(state, outside.means),
    oscillating: oscillatingIn(state.cycles),
    unreflected: unreflectedOf(subject),
    changeLogged: [...new Set([...subject.changes, ...state.changes])],
    kernel: outside.kernel,
    ...(outside.isKernelAsked === true ? { isKernelAsked: true } : {}),
    incidentsSince: [subject, ...kin].reduce((sum, { marks }) => sum + marks.incidents, state.marks.incidents),
    parentLevels: outside.parents.flatMap((id) => levelsOf(id, state)),
  };
}

const kinOf = (state: ReleaseState, subjectId: string, { artifacts }: Kinship): readonly SubjectState[] =>
  kinKeysOf(state, subjectKey(subjectId), artifacts).flatMap((key) => state.subjects.get(key) ?? []);

/** The weights are paused, whatever they are called; and what they fell to they have to rise from. */
function kinStability(kin: readonly SubjectState[], nowMs: number): Pick<SiteFacts, "kinPause" | "kinSeries"> {
  const kinPause = kin.map(({ pause }) => pauseNow(pause, nowMs)).reduce(worsePause, { state: "STABLE" });
  const kinSeries = kin.flatMap(({ series, seriesAtMs }) => (seriesAtMs === null ? [] : { series, atMs: seriesAtMs }));
  return {
    ...(kinPause.state === "STABLE" ? {} : { kinPause }),
    ...(kinSeries.length === 0 ? {} : { kinSeries }),
  };
}

function foreseenBy(subjects: readonly SubjectState[]): Pick<SiteFacts, "foreseen"> {
  const foreseen = [...new Set(subjects.flatMap((subject) => subject.foreseen))];
  return foreseen.length === 0 ? {} : { foreseen };
}

const byTime = (one: EarlierEvaluation, other: EarlierEvaluation): number => one.atMs - other.atMs;

/** The highest level that a standing decision gives it; none of a subject that was never decided here. */
function levelsOf(id: string, state: ReleaseState): SiteFacts["parentLevels"] {
  const levels = Object.values(subjectOf(state, id).decisions).flatMap((standing) => standing?.decision.level ?? []);
  const highest = levels.toSorted((one, other) => rankOf(other) - rankOf(one))[0];
  return highest === undefined ? [] : [{ id, level: highest }];
}

export const subjectOf = (state: ReleaseState, subjectId: string): SubjectState =>
  state.subjects.get(subjectKey(subjectId)) ?? NEW_SUBJECT;

/** An evaluation that was withdrawn owes nothing more; one that broke off does, until it is withdrawn. */
const unreflectedOf = ({ evaluations, reflected }: SubjectState): readonly string[] =>
  evaluations
    .filter(({ evaluation, outcome }) => outcome !== "withdrawn" && !reflected.includes(evaluation))
    .map(({ evaluation }) => evaluation);

const isInForce = ({ override, isUsed, isEnded }: StandingOverride, nowMs: number): boolean =>
  !isUsed && !isEnded && isWithin(override, nowMs);

const isWithin = ({ issuedAtMs, expiresAtMs }: Override, nowMs: number): boolean =>
  issuedAtMs <= nowMs && nowMs < expiresAtMs;

/** An order that nobody acknowledged in time has failed, whether or not anybody wrote that down. */
export const pauseNow = (pause: PauseState, nowMs: number): PauseState =>
  pause.state === "PAUSING" && nowMs > pause.dueMs ? { state: "FAILED", because: "not acknowledged" } : pause;

/** Rest beyond this many cycles changes nothing: the index is at its end. */
const CYCLES_MAX = 10_000;

/** The evaluator has rested one cycle for each `ENGINE_CYCLE_MS` since its last work. A clock that ran back gives no rest. */
export function engineNow({ engine }: ReleaseState, limits: Policy["stability"], nowMs: number): EngineLoad {
  if (engine === null) return engineAt(limits);
  const { index, isResting, atMs } = engine;
  const cycles = Math.min(CYCLES_MAX, Math.floor((nowMs - atMs) / ENGINE_CYCLE_MS));
  let load: EngineLoad = { index, isResting: isResting ?? index < limits.resume };
  for (let cycle = 0; cycle < cycles && load.index < 10_000; cycle += 1) load = rested(load, limits);
  return load;
}
