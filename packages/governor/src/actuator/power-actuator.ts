import type { ProcessIdentity, ProcessRecord } from "../process-table/process-record.ts";
import type { PowerLevelPpm } from "./power-level.ts";

export type ActuatorKind = "cgroup" | "signals";

/** What a step of enforcement found. */
export interface PowerReading {
  /** The level that now verifiably holds; the older, higher one until a lower one is verified. */
  readonly achievedPpm: PowerLevelPpm;
  /** CPU time of the whole tree since it was adopted, ended processes included; never runs back. */
  readonly cpuMs: number;
  /** Living processes of the tree. */
  readonly processes: number;
  /** When the next step is due, in ms from now. A later step enforces late, an earlier one does no harm. */
  readonly nextStepMs: number;
}

/** A tree that was stopped before it is taken charge of. */
export interface HeldTree {
  readonly members: readonly ProcessIdentity[];
  /** Keys of those that had stopped themselves before: not ours to resume. */
  readonly selfStopped: ReadonlySet<string>;
}

/**
 * Holds the whole process tree of one run at a power level (law L6: desired state, not events).
 *
 * Implementers MUST make `enforce` idempotent and convergent: after any missed step, escape or outside interference the
 * next steps bring the level back. They MUST NOT report a level as achieved before they have looked.
 * Callers MUST step in time, and MUST NOT `release` while a process of the run lives.
 */
export interface PowerActuator {
  readonly kind: ActuatorKind;
  /** Directories to remove after the run; empty without cgroups. */
  readonly cgroupDirectories: readonly string[];
  /**
   * Takes charge of the root of the tree, which MUST NOT have run an instruction of the job yet, or of a whole tree that
   * runs already and that the caller MUST have stopped. Throws if it cannot; then whoever was stopped still is.
   */
  adopt(root: ProcessIdentity, held?: HeldTree): void;
  /** One step towards `levelPpm` at `nowMs` (monotonic). */
  enforce(levelPpm: PowerLevelPpm, nowMs: number): PowerReading;
  /** One round of stopping, then killing every process of the run. Death is for `survivors` to confirm. */
  strike(): void;
  /** Living processes of the run by a fresh scan of the process table, the second channel beside the signals sent. */
  survivors(): ProcessRecord[];
  /** Everyone who belongs, as far as seen: what a deadman must know. */
  known(): ProcessIdentity[];
  /** Gives back what the system lent, such as the cgroup. False if some of it is left. */
  release(): boolean;
}

/** How often a tree is looked over when nothing else calls for a step. */
export const STEP_INTERVAL_MS = 250;
