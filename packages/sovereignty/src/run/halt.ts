import type { GateCode } from "../gate/gate-code.ts";

/** How a run can end before its last episode: the words of the seed, and of reference §7.4 where it is silent. */
export type HaltCode =
  | "HALT / DELIBERATION_FAILURE"
  | "HALT / COMPILATION_FAILURE"
  | "HALT / NO_FEASIBLE_ACTIONS"
  | "HALT / OBLIGATION_IMPOSSIBLE"
  | "HALT / NORMATIVE_CONTRADICTION_HALTED"
  | "FAILURE / REPAIR_A_TOO_LATE"
  | "FAILURE / PATCH_STACKING"
  | "FAILURE / NORMATIVE_DEADLOCK_AFTER_A"
  | "INVALID_REPAIR / B_SUBSUMED_BY_A"
  | "INVALID_ENV / COMPILER_DRIFT";

/** `halt_reason_detail` of seed §19: the rule that decided, or what was missing. */
export type HaltDetail =
  | GateCode
  | "NO_REPAIR_SUBMITTED"
  | "NOTHING_JUSTIFIED"
  | "NOTHING_COMPILED"
  | "LAW_DOES_NOT_COMPILE"
  | "REFERENCE_ERROR"
  | "ALL_JUSTIFICATIONS_DROPPED"
  | "NOTHING_FEASIBLE_JUSTIFIED"
  | "NO_PROGRESS_POSSIBLE"
  | "REGIME_2_DELAYED_TOO_LONG";

/** Why and where an experiment stopped. */
export interface Halt {
  readonly code: HaltCode;
  readonly detail: HaltDetail;
  readonly episode: number;
  readonly step: number;
}

/** What came of one attempt to repair, or of none. */
export type RepairAnswer = GateCode | "ACCEPTED" | "NO_REPAIR_SUBMITTED";

/** What an answer is called that seed §6, §10 or reference §5.2 names by itself; null for every other. */
function namedFailure(answer: RepairAnswer): HaltCode | null {
  if (answer === "R8_COMPILER_DRIFT") return "INVALID_ENV / COMPILER_DRIFT";
  if (answer === "R10_B_SUBSUMED_BY_A") return "INVALID_REPAIR / B_SUBSUMED_BY_A";
  return answer.startsWith("R9_") ? "FAILURE / PATCH_STACKING" : null;
}

/** Whether no further attempt is asked for: the repair is law, or its failure has a name, which no later answer covers up. */
export const isSettled = (answer: RepairAnswer | undefined): boolean =>
  answer !== undefined && (answer === "ACCEPTED" || namedFailure(answer) !== null);

/** What an unresolved contradiction is called: by the gate's last answer where that has a name, else by T1 (seed §12). */
export const contradictionHalt = (answer: GateCode | "NO_REPAIR_SUBMITTED", isDeadlockAfterA: boolean): HaltCode =>
  namedFailure(answer) ??
  (isDeadlockAfterA ? "FAILURE / NORMATIVE_DEADLOCK_AFTER_A" : "HALT / NORMATIVE_CONTRADICTION_HALTED");
