import type { LeverCommand } from "../record/bodies.ts";
import { FULL_USE, type SetPoint, setPointAfter } from "../modulation/modulate.ts";
import type { Direction } from "../direction/executive.ts";
import type { Arbitration } from "../arbitration/arbitrate.ts";
import { cyclesBetween } from "../stability/pause.ts";
import type { EvaluationInput } from "./evaluation-input.ts";

export interface ModulatedCase {
  readonly setPoint: SetPoint;
  readonly commands: readonly LeverCommand[];
}

/** What is ordered by, beside the input. */
export interface Ordering {
  /** Null: nothing is foretold. Then an arbitration that goes on gives back what an earlier order took. */
  readonly direction: Direction | null;
  readonly verdict: Arbitration["verdict"];
  /** Nothing is turned up while the subject is paused or the answer is Red. */
  readonly mayRise: boolean;
}

/**
 * What is asked of the levers: an order for each, to be acknowledged and read back in time. Down at once; up by one step in an hour.
 * What was not carried out is ordered again, so that it can be.
 */
export function modulateCase(input: EvaluationInput, { direction, verdict, mayRise }: Ordering): ModulatedCase {
  const { site, policy } = input;
  const directive = direction?.directive ?? (verdict === "CONTINUE" ? "CONTINUE" : null);
  const isHeld = directive === null || (directive === "CONTINUE" && !(mayRise && isOfLaterHour(input)));
  const setPoint = isHeld ? site.setPoint : setPointAfter(directive, site.setPoint, policy.arbitration.modulation);
  const isNew = !isHeld && !(isSame(setPoint, site.setPoint) && isSame(setPoint, FULL_USE));
  if (!isNew && site.unexecuted.length === 0) return { setPoint, commands: [] };
  return { setPoint, commands: ordersOf(input, directive, setPoint) };
}

function ordersOf(
  { dossier, evaluation, nowMs, policy }: EvaluationInput,
  directive: Direction["directive"] | null,
  setPoint: SetPoint,
): readonly LeverCommand[] {
  return dossier.plan.levers.map(({ id }) => ({
    id: `${evaluation}:${id}`,
    lever: id,
    operation: operationOf(directive, setPoint),
    share: setPoint.share,
    heldCycles: setPoint.heldCycles,
    dueMs: nowMs + policy.stability.pauseAckMs,
  }));
}

/** To ask again is no cycle. */
const isOfLaterHour = ({ site, nowMs }: EvaluationInput): boolean =>
  site.setPointBy === undefined || cyclesBetween(site.setPointBy.atMs, nowMs) > 0;

function operationOf(directive: Direction["directive"] | null, { isPaused }: SetPoint): LeverCommand["operation"] {
  if (directive === "ABORT") return "revoke";
  return isPaused ? "pause" : "scale";
}

const isSame = (one: SetPoint, other: SetPoint): boolean =>
  one.share === other.share && one.heldCycles === other.heldCycles && one.isPaused === other.isPaused;
