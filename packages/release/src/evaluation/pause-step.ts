import type { Action } from "../dossier/subject.ts";
import { isAtLeast, type Level } from "../policy/level.ts";
import type { Bodies } from "../record/bodies.ts";
import { cyclesBetween, nextPause, type PauseState } from "../stability/pause.ts";
import type { EvaluationInput } from "./evaluation-input.ts";
import type { StabilityReading } from "./read-stability.ts";

/** What runs already, and so can be paused. */
const RUNNING: ReadonlySet<Action> = new Set(["train_continue", "scale_up"]);

/**
 * One cycle of the pause, as this evaluation sees it: ordered where a running subject's index is below the critical line, failed
 * where nobody acknowledged, one cycle nearer to its end where an hour has passed. Null: nothing changes. Asking again is no cycle.
 */
export function pauseStep(
  input: EvaluationInput,
  level: Level,
  reading: StabilityReading,
): Bodies["pause.changed"] | null {
  const { pause, recordedPause, pauseAtMs } = input.site;
  if (pause.state !== recordedPause.state) return changed(recordedPause, pause);
  if (pause.state === "STABLE" && !RUNNING.has(input.dossier.action)) return null;
  if (isWaiting(pause) && pauseAtMs !== null && cyclesBetween(pauseAtMs, input.nowMs) === 0) return null;
  const next = nextPause(pause, indexFor(pause, level, reading), input.nowMs, input.policy.stability);
  return next === pause ? null : changed(pause, next);
}

/** Below ASL-4 a signal that nobody read stops nothing by itself; what was read, and the limit of the rise, do. It ends no pause. */
const indexFor = (pause: PauseState, level: Level, { index, readIndex, raw }: StabilityReading): number =>
  pause.state === "STABLE" && raw.unread.length > 0 && !isAtLeast(level, "ASL-4") ? readIndex : index;

const isWaiting = ({ state }: PauseState): boolean => state === "PAUSED" || state === "RECOVERING";

const changed = (from: PauseState, to: PauseState): Bodies["pause.changed"] => ({
  from,
  to,
  why: WHYS[to.state],
  isEscalated: to.state === "FAILED",
});

const WHYS: Readonly<Record<PauseState["state"], string>> = {
  STABLE: "the index was high enough for three cycles in a row",
  PAUSING: "the index is below the critical line",
  PAUSED: "the index is not high enough",
  RECOVERING: "the index is high enough, and has to stay so",
  FAILED: "nobody acknowledged the order in time, or the pause took too long: a person has to look",
};
