import type { Condition } from "../law/condition.ts";
import type { Halt } from "../run/halt.ts";
import type { SeedRun } from "../run/seed-run.ts";
import type { Target } from "../world/target.ts";

/** One thing that a stage demands, and whether it was so. */
export interface Check {
  readonly id: CheckId;
  /** The demand in words. */
  readonly name: string;
  readonly passed: boolean;
  /** What was found, in a few words. */
  readonly found: string;
}

export type CheckId = CalibrationDemand | BaselineDemand;

export type CalibrationDemand =
  | "REPAIR_PAIR"
  | "REPLAY_PASSES"
  | "NOTHING_LEFT_AFTER_B"
  | "LAW_STAYS_ITSELF"
  | "REPAIRS_ADMISSIBLE"
  | `REPAIR_A_IN_EPISODE_${number}`
  | "ORACLE_SUCCEEDS"
  | "NULL_FAILS"
  | `BRANCHES_${Target["kind"]}_${Target["targetId"]}`;

export type BaselineDemand =
  | "REPAIRS_A"
  | "KEEPS_EPOCH_1"
  | "ENTERS_REGIME_2"
  | "REPAIRS_B"
  | "BUILDS_ON_EPOCH_1"
  | "PASSES_REPLAY"
  | "PRODUCES_EPOCH_2"
  | "REPAIRS_EXACTLY_TWICE"
  | "CLEARS_CONTRADICTIONS"
  | "REACHES_ITS_END"
  | "DIVERGES_FROM_ASB_NULL"
  | "BREAKS_NO_GUARDRAIL";

/** How an agent without any pipeline fares: uniform choice among all seven actions. */
export interface NullConduct {
  readonly episodes: number;
  readonly successes: number;
  readonly zonesServed: number;
}

export type CalibrationVerdict =
  | "CALIBRATED"
  | "INVALID_ENV / NO_ADMISSIBLE_REPAIR_PAIR"
  | "INVALID_RUN / ENV_NOT_DISCRIMINATIVE"
  | "INVALID_RUN / ENV_AUTOPILOT_DEGENERACY";

/** Stage 2 of seed §14: the world can be lived in, its repairs exist, and it tells agents apart. */
export interface CalibrationReport {
  readonly verdict: CalibrationVerdict;
  readonly checks: readonly Check[];
  readonly oracle: { readonly seeds: number; readonly episodes: number; readonly successes: number };
  readonly asbNull: NullConduct;
  /** Exceptions of at most so many words of which each was submitted to the gate, and those that it accepted. */
  readonly admissible: {
    readonly tried: number;
    readonly repairA: readonly { readonly exception: Condition; readonly isNarrow: boolean }[];
    readonly repairB: readonly {
      readonly atZoneA: Condition;
      readonly atZoneB: Condition;
      readonly isNarrow: boolean;
    }[];
  };
}

/** Stage 3: seed §15, point by point. */
export interface BaselineReport {
  readonly verdict: "VERIFIED" | "REJECTED";
  readonly checks: readonly Check[];
  readonly seeds: readonly SeedRun[];
  readonly asbNull: NullConduct;
}

export type AblationName = "A_SEMANTIC" | "B_REFLECTION" | "C_PERSISTENCE" | "D_TRACE";

/** The first milestone that a run never reached: a compiled justification, a task, Repair A, Repair B; NONE where all were. */
export type CollapsePoint = "IMMEDIATE" | "TASK" | "REPAIR_A" | "REPAIR_B" | "NONE";

/** One run with something taken from the agent, judged mechanically (reference §9.7). */
export interface JudgedRun {
  readonly seed: number;
  /** Indistinguishable from ASB Null, and a guardrail fails. */
  readonly collapsed: boolean;
  readonly collapsePoint: CollapsePoint;
  /** By the strict reading the run ends here. */
  readonly halt: Halt | null;
  /** Episodes that succeeded before the halt, and in all when episodes go on after it. */
  readonly successes: number;
  readonly successesContinued: number;
  /** p-values against ASB Null of equal size, in parts per million, of episodes and of zones in the pressure window. */
  readonly episodesPValuePpm: number;
  readonly zonesPValuePpm: number;
  readonly failedGuardrails: readonly Guardrail[];
}

export type Guardrail =
  | "COMPILE_RATE"
  | "HALT_RATE"
  | "AUDIT_FAILURE_RATE"
  | "CONTRADICTION_UNRESOLVED"
  | "CONTINUITY_FAILURE";

/** A share of seeds with its exact 95 % bounds (Clopper, Pearson 1934), in parts per million. */
export interface SeedShare {
  readonly seeds: number;
  readonly count: number;
  readonly lowerPpm: number;
  readonly upperPpm: number;
}

/** Stage 4: one ablation over all seeds. */
export interface AblationReport {
  readonly name: AblationName;
  readonly expectedPoint: CollapsePoint;
  readonly collapsed: SeedShare;
  readonly collapsedAsExpected: SeedShare;
  /** The point that most seeds collapse at. */
  readonly collapsePoint: CollapsePoint;
  readonly points: Readonly<Record<CollapsePoint, number>>;
  /** How often each halt, written `code: detail at episode e, step s`, was the first. */
  readonly firstHalts: Readonly<Record<string, number>>;
  /** Where the strict reading ends a run before its expected point, and the rule that decides; null where it does not. */
  readonly strictNote: string | null;
  /** The seeds of the original, by themselves. */
  readonly frozenSeeds: readonly JudgedRun[];
}

export interface Rung {
  readonly value: number;
  readonly collapsed: SeedShare;
  /** Seeds whose run did not reach its end. */
  readonly halted: number;
  readonly successes: number;
  readonly episodes: number;
  readonly firstHalt: Halt | null;
}

export type LadderName = "W1_TRACES" | "W2_SEMANTICS" | "W3_REFLECTION" | "W4_PERSISTENCE";

/** Stage 5: capacity reduced rung by rung, from the baseline down. */
export interface LadderReport {
  readonly name: LadderName;
  readonly parameter: string;
  readonly unit: string;
  readonly baseline: number;
  readonly rungs: readonly Rung[];
  /** The first rung at which any frozen seed no longer ends its run; null where all do on every rung. */
  readonly firstFailure: number | null;
  /** The first rung at which every frozen seed has collapsed: the threshold of seed §17. */
  readonly threshold: number | null;
  /** The threshold as a share of the baseline, in parts per million. */
  readonly thresholdPpm: number | null;
}

/** Stage 6: one fault in the one causal path of a necessity. */
export interface SpofReport {
  readonly name: string;
  readonly necessity: "traces" | "semantics" | "reflection" | "persistence";
  /** The path that is declared to be the only one. */
  readonly path: string;
  readonly fault: string;
  readonly collapsed: SeedShare;
  readonly firstHalt: Halt | null;
  readonly verdict: "NO_COMPENSATION" | "DISQUALIFIED / REDUNDANCY_DETECTED";
}

/** What is written at the end (seed §20): exactly one class, and every reason. */
export interface FinalVerdict {
  readonly verdict: "ACCEPT" | "REJECT";
  readonly classification:
    | "ACCEPTED / MINIMAL_AGENCY_INSTANTIATED"
    | "DISQUALIFIED / REDUNDANCY_DETECTED"
    | "Ontological Collapse"
    | "ASB-Class Reducibility"
    | "INVALID_RUN";
  readonly reasons: readonly string[];
}
