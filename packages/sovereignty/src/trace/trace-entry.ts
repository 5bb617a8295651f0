import type { CanonicalValue } from "@plimsoll/foundation";
import { chainedHash } from "../law/epoch.ts";
import type { RuleId } from "../law/rule.ts";
import type { ActionId } from "../world/action.ts";
import type { ContradictionType, Target } from "../world/target.ts";
import type { WorldState } from "../world/world-state.ts";

/** 16 hexadecimal digits. */
export type TraceEntryId = string;

export type TraceEntryType =
  | "DELIBERATION"
  | "COMPILATION"
  | "MASK"
  | "SELECTION"
  | "EXECUTION"
  | "CONTRADICTION"
  | "LAW_REPAIR"
  | "CONTINUITY_CHECK";

/** One line of a run's trace. It carries no time of day: what is hashed or compared is a function of the run alone. */
export interface TraceEntry {
  readonly traceEntryId: TraceEntryId;
  readonly entryType: TraceEntryType;
  readonly runSeed: number;
  readonly episode: number;
  readonly step: number;
  readonly data: CanonicalValue;
}

/** The entry of a contradiction: what a repair may cite (R7), and what the gate replays (R2, R10). */
export interface ContradictionEntry {
  readonly traceEntryId: TraceEntryId;
  readonly contradiction: ContradictionType;
  readonly episode: number;
  readonly step: number;
  /** Active prohibitions in the way of every tied target, each in the state in which that target is within reach. */
  readonly blockingRuleIds: readonly RuleId[];
  /** The obligation that cannot be met; null where it is the law's identity that is missing (seed §11). */
  readonly target: Target | null;
  readonly progressActions: readonly ActionId[];
  readonly permittedActions: readonly ActionId[];
  /** The world as it was. The gate keeps it; an agent is shown only its observation. */
  readonly state: WorldState;
}

/** The first 16 digits of SHA-256 over `seed||episode||step||type||sequence` (reference §4): never random. */
export const traceEntryId = (
  runSeed: number,
  episode: number,
  step: number,
  entryType: TraceEntryType,
  sequence: number,
): TraceEntryId => chainedHash([runSeed, episode, step, entryType, sequence].join("||")).slice(0, 16);
