import type { PowerLevelPpm } from "./power-level.ts";

/** What holds a workload: one means, or a ladder of several. */
export type WorkloadKind = "process" | "kubernetes" | "slurm" | "ladder";

/** A level that was looked at and holds; `null` where nothing was verified, which counts as above every level. */
export type AchievedPpm = PowerLevelPpm | null;

/** Why a reading is not simply what was asked. */
export type WorkloadReasonCode =
  /** The level cannot be held here; the next lower one that can is held in its place. */
  | "LEVEL_UNREACHABLE"
  /** It was ordered, and a look shows that it does not hold yet. */
  | "NOT_YET_HELD"
  /** An order was refused, or its answer never came. */
  | "ORDER_FAILED"
  /** Nobody could look, so nothing is known to hold. */
  | "LOOK_FAILED"
  /** The workload was terminated, and no level brings it back. */
  | "TERMINATED";

/** Why a reading is not simply what was asked, in a code and in words. */
export interface WorkloadReason {
  readonly code: WorkloadReasonCode;
  /** For people, not for programs. */
  readonly detail: string;
}

/** What one step of an actuator found and held. */
export interface WorkloadReading {
  /** The lowest level that the workload verifiably does not exceed, by a look made after the last order. */
  readonly achievedPpm: AchievedPpm;
  /** Empty where exactly what was asked holds. */
  readonly reasons: readonly WorkloadReason[];
  /** When the next step is due: whole ms from now, 1 to 60 000. A later step enforces late, an earlier one does no harm. */
  readonly nextStepMs: number;
}

/**
 * Holds one workload at a power level, whatever it is made of: processes, pods, jobs of a batch system (law L6).
 *
 * Implementers MUST make `converge` a step of desired state: idempotent, and after any failure or interference the next steps
 * bring the level back. They MUST NOT report a level before they have looked, MUST replace a level that cannot be held by
 * the next lower one, never by a higher one, and MUST NOT reject because the world refuses: that is a reading of `null`.
 * `packages/governor/test/actuator/contract.ts` tries all of it.
 * Callers MUST step in time, one step after the other, and MUST NOT `release` while the workload lives.
 */
export interface WorkloadActuator {
  readonly kind: WorkloadKind;
  /** One step towards the level. */
  converge(levelPpm: PowerLevelPpm): Promise<WorkloadReading>;
  /**
   * Orders that all of it dies, whatever its level, also while a step is under way. May be given again, and is never undone by a
   * later step. Resolves when the order is taken; death is for `survivors` to confirm. Rejects where the order was not taken.
   */
  terminate(): Promise<void>;
  /**
   * Names of what still lives. Empty only if a second channel, beside the one that takes the orders, shows nobody either.
   * Rejects where a look failed: absence of an answer is not absence of life.
   */
  survivors(): Promise<readonly string[]>;
  /** Gives back what the system lent. May be given again. Rejects while some of it is left. */
  release(): Promise<void>;
}

/** A reading where nothing could be verified. */
export const unverified = (code: WorkloadReasonCode, detail: string, nextStepMs: number): WorkloadReading => ({
  achievedPpm: null,
  reasons: [{ code, detail }],
  nextStepMs,
});

/** The highest of several: a workload runs at the level of the part that is held least. `null` is above all. */
export function highestAchieved(levels: readonly AchievedPpm[]): AchievedPpm {
  return levels.reduce<AchievedPpm>((highest, level) => (isAbove(level, highest) ? level : highest), 0);
}

const isAbove = (left: AchievedPpm, right: AchievedPpm): boolean => right !== null && (left === null || left > right);
