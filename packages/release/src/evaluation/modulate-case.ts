import type { LeverCommand } from "../record/bodies.ts";
import { FULL_USE, type SetPoint, setPointAfter } from "../modulation/modulate.ts";
import type { Direction } from "../direction/executive.ts";
import type { EvaluationInput } from "./evaluation-input.ts";

export interface ModulatedCase {
  readonly setPoint: SetPoint;
  readonly commands: readonly LeverCommand[];
}

/** What the direction asks of the levers: an order for each, to be acknowledged and read back in time. */
export function modulateCase(input: EvaluationInput, direction: Direction | null): ModulatedCase {
  const { site, policy, dossier, nowMs, evaluation } = input;
  if (direction === null) return { setPoint: site.setPoint, commands: [] };
  const setPoint = setPointAfter(direction.directive, site.setPoint, policy.arbitration.modulation);
  if (isSame(setPoint, site.setPoint) && isSame(setPoint, FULL_USE)) return { setPoint, commands: [] };
  const commands = dossier.plan.levers.map(({ id }): LeverCommand => ({
    id: `${evaluation}:${id}`,
    lever: id,
    operation: operationOf(direction, setPoint),
    share: setPoint.share,
    heldCycles: setPoint.heldCycles,
    dueMs: nowMs + policy.stability.pauseAckMs,
  }));
  return { setPoint, commands };
}

function operationOf({ directive }: Direction, { isPaused }: SetPoint): LeverCommand["operation"] {
  if (directive === "ABORT") return "revoke";
  return isPaused ? "pause" : "scale";
}

const isSame = (one: SetPoint, other: SetPoint): boolean =>
  one.share === other.share && one.heldCycles === other.heldCycles && one.isPaused === other.isPaused;
