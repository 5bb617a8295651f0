import type { StabilityLimits } from "./stability-limits.ts";

/** Where the subject stands. Work of high stress is done while `STABLE` alone. */
export type PauseState =
  | { readonly state: "STABLE" }
  /** Ordered, and to be acknowledged by then. */
  | { readonly state: "PAUSING"; readonly orderedAtMs: number; readonly dueMs: number }
  | { readonly state: "PAUSED"; readonly cycles: number }
  /** Enough for so many cycles in a row. */
  | { readonly state: "RECOVERING"; readonly cycles: number; readonly goodCycles: number }
  /** Nobody acknowledged, or it took too long: only people go on from here. */
  | { readonly state: "FAILED"; readonly because: "not acknowledged" | "too long" };

export type PauseLimits = StabilityLimits & { readonly pauseAckMs: number };

const WORST_FIRST: readonly PauseState["state"][] = ["FAILED", "PAUSING", "PAUSED", "RECOVERING", "STABLE"];

/** The one that is further from its end. */
export const worsePause = (one: PauseState, other: PauseState): PauseState =>
  WORST_FIRST.indexOf(other.state) < WORST_FIRST.indexOf(one.state) ? other : one;

/** One cycle: what the index says of the state before. Reading it changes nothing; only a cycle does. */
export function nextPause(before: PauseState, index: number, nowMs: number, limits: PauseLimits): PauseState {
  switch (before.state) {
    case "STABLE":
      return index < limits.critical
        ? { state: "PAUSING", orderedAtMs: nowMs, dueMs: nowMs + limits.pauseAckMs }
        : before;
    case "PAUSING":
      return nowMs > before.dueMs ? { state: "FAILED", because: "not acknowledged" } : before;
    case "PAUSED":
    case "RECOVERING":
      return recovering(before, index, limits);
    default:
      return before;
  }
}

/** The order was carried out, as read back from where it acts. An acknowledgement that is late changes nothing. */
export function acknowledged(before: PauseState, nowMs: number): PauseState {
  return before.state === "PAUSING" && nowMs <= before.dueMs ? { state: "PAUSED", cycles: 0 } : before;
}

type Waiting = Extract<PauseState, { readonly state: "PAUSED" | "RECOVERING" }>;

function recovering(before: Waiting, index: number, limits: PauseLimits): PauseState {
  const cycles = before.cycles + 1;
  const goodCycles = index >= limits.resume ? 1 + (before.state === "RECOVERING" ? before.goodCycles : 0) : 0;
  if (goodCycles >= limits.resumeCycles) return { state: "STABLE" };
  if (cycles > limits.pauseCyclesMax) return { state: "FAILED", because: "too long" };
  return goodCycles === 0 ? { state: "PAUSED", cycles } : { state: "RECOVERING", cycles, goodCycles };
}

/** One cycle of the subject's index. */
export const STABILITY_CYCLE_MS = 3_600_000;

/** Whole cycles from one time to another; none where a clock ran back. */
export const cyclesBetween = (fromMs: number, toMs: number): number =>
  Math.max(0, Math.floor(toMs / STABILITY_CYCLE_MS) - Math.floor(fromMs / STABILITY_CYCLE_MS));

/** When the cycle after that of a time begins. */
export const nextCycleMs = (atMs: number): number => (Math.floor(atMs / STABILITY_CYCLE_MS) + 1) * STABILITY_CYCLE_MS;

/** The subject's index after so many cycles: it falls at once and rises by each cycle's recovery at most. Asking again is no cycle. */
export const followed = (
  before: number,
  raw: number,
  cycles: number,
  isPaused: boolean,
  limits: StabilityLimits,
): number => Math.min(raw, before + cycles * (isPaused ? limits.recovery : limits.passiveRecovery));
