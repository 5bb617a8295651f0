import { PlimsollError } from "@plimsoll/foundation";
import type { StabilityLimits } from "./stability-limits.ts";

/** The evaluator's own load: an index that its work lowers and its rest raises. Ten-thousandths. */
export interface EngineLoad {
  readonly index: number;
  /** It rests until it is at the line of resumption. */
  readonly isResting: boolean;
}

/** One cycle of rest is really waited for. */
export const ENGINE_CYCLE_MS = 1_000;

export interface LoadAnswer {
  readonly isAllowed: boolean;
  readonly load: EngineLoad;
}

export const engineAt = (limits: StabilityLimits, index = limits.initial): EngineLoad => ({
  index,
  isResting: index < limits.critical,
});

/** Asks before a task begins: one that would take the index below the critical line is refused, and costs nothing. */
export function askFor(stress: number, load: EngineLoad, limits: StabilityLimits): LoadAnswer {
  requireStress(stress);
  if (load.isResting) return { isAllowed: false, load };
  const left = load.index - stress;
  if (left < limits.critical) return { isAllowed: false, load: { ...load, isResting: true } };
  return { isAllowed: true, load: { ...load, index: left } };
}

/** One cycle of rest. */
export function rested({ index, isResting }: EngineLoad, limits: StabilityLimits): EngineLoad {
  const risen = Math.min(10_000, index + (isResting ? limits.recovery : limits.passiveRecovery));
  return { index: risen, isResting: isResting && risen < limits.resume };
}

function requireStress(stress: number): void {
  if (Number.isSafeInteger(stress) && stress > 0 && stress <= 10_000) return;
  throw new PlimsollError({
    code: "STRESS_INVALID",
    expected: "a stress from 1 to 10000 ten-thousandths",
    received: String(stress),
    fix: "say how much of the index the task takes",
  });
}
