import type { EpochId } from "../law/epoch.ts";
import { currentEpoch, type Law } from "../law/law.ts";
import type { RuleId } from "../law/rule.ts";
import type { TraceEntryId } from "../trace/trace-entry.ts";
import type { ActionClass, ActionId } from "../world/action.ts";
import type { Observation } from "../world/observation.ts";
import type { ContradictionType, Target } from "../world/target.ts";

/** All that an agent has: what it sees, and the law that it carries. No seed, no nonce, no trace, no memory of its own. */
export interface AgentView {
  readonly observation: Observation;
  readonly law: Law;
}

/** What an agent is told of a contradiction: the trace of it, as far as it may be cited. */
export interface TracedContradiction {
  readonly traceEntryId: TraceEntryId;
  readonly contradiction: ContradictionType;
  readonly blockingRuleIds: readonly RuleId[];
  /** Null where the law's identity is missing and no obligation is blocked. */
  readonly target: Target | null;
  readonly progressActions: readonly ActionId[];
  readonly blockedClass: ActionClass | null;
}

/** Null is the generic signal, without any trace: only that there is a contradiction. */
export type ContradictionNotice = TracedContradiction | null;

/**
 * Where meaning lives, and only here. Both answers are texts of the typed DSL: whatever is no text of it is refused by JCOMP, and
 * never mended. A deliberator proposes; it executes nothing.
 */
export interface Deliberator {
  /** Justifications, each of one action. */
  justify(view: AgentView): readonly string[];
  /** A LAW_REPAIR, or null for none. `attempt` counts from 1 within a contradiction. */
  repair(view: AgentView, notice: ContradictionNotice, attempt: number): string | null;
}

/** The epoch that an agent takes for its own: the last of its law; an unknown one where it has none. */
export const ownEpoch = ({ law }: AgentView): EpochId => currentEpoch(law) ?? UNKNOWN_EPOCH;

const UNKNOWN_EPOCH: EpochId = "0".repeat(64);
