import type { Directive } from "../direction/executive.ts";

/** How far a lever is turned, and what must hold still. Shares are ten-thousandths of full use. */
export interface SetPoint {
  readonly share: number;
  /** Cycles for which no step of promotion may be taken. */
  readonly heldCycles: number;
  readonly isPaused: boolean;
}

export const FULL_USE: SetPoint = { share: 10_000, heldCycles: 0, isPaused: false };

/** Constants of the policy. */
export interface ModulationLimits {
  /** What one step leaves: 8500. */
  readonly factor: number;
  /** Below it a lever is not turned but paused: 2000. */
  readonly floor: number;
  /** 2. */
  readonly holdCycles: number;
}

export const SHIPPED_MODULATION: ModulationLimits = { factor: 8_500, floor: 2_000, holdCycles: 2 };

const WHOLE = 10_000;

/**
 * Only what raises capability or exposure is turned down: evaluation, red-teaming and monitoring never are. Down at once and
 * again with each order; up one step a cycle at most.
 */
export function setPointAfter(
  directive: Directive,
  { share, heldCycles }: SetPoint,
  limits: ModulationLimits,
): SetPoint {
  if (directive === "ABORT") return { share: 0, heldCycles: limits.holdCycles, isPaused: true };
  if (directive === "MODULATE") return lowered(share, limits);
  const held = Math.max(0, heldCycles - 1);
  const risen = Math.min(WHOLE, Math.floor((Math.max(share, limits.floor) * WHOLE) / limits.factor));
  return held > 0
    ? { share, heldCycles: held, isPaused: share === 0 }
    : { share: risen, heldCycles: 0, isPaused: false };
}

function lowered(share: number, { factor, floor, holdCycles }: ModulationLimits): SetPoint {
  const next = Math.floor((share * factor) / WHOLE);
  const isPaused = next < floor;
  return { share: isPaused ? 0 : next, heldCycles: holdCycles, isPaused };
}
