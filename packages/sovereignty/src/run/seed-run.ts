import type { EpochId } from "../law/epoch.ts";
import type { PatchOperation } from "../law/patch.ts";
import type { RuleId } from "../law/rule.ts";
import type { TraceEntryId } from "../trace/trace-entry.ts";
import type { ContradictionType, Target } from "../world/target.ts";
import type { Regime } from "../world/world-state.ts";
import type { Halt, RepairAnswer } from "./halt.ts";

/** What happened in one episode. */
export interface EpisodeRecord {
  readonly episode: number;
  readonly regime: Regime;
  /** Digits of the executed actions, in order: `0` for A0. */
  readonly actions: string;
  readonly success: boolean;
  readonly zonesServed: number;
  /** Null where the episode ran to success or to its last step. */
  readonly halt: Halt | null;
}

/** A contradiction, and what came of it. */
export interface ContradictionRecord {
  readonly traceEntryId: TraceEntryId;
  readonly contradiction: ContradictionType;
  /** `OBLIGATION`: progress is prohibited (seed §8). `IDENTITY`: the law's epoch is missing or wrong (seed §11). */
  readonly cause: "OBLIGATION" | "IDENTITY";
  readonly episode: number;
  readonly step: number;
  readonly target: Target | null;
  readonly blockingRuleIds: readonly RuleId[];
  /** The gate's answers, one for each attempt; `ACCEPTED` is the last, if at all. */
  readonly answers: readonly RepairAnswer[];
}

/** A repair that became law. */
export interface RepairRecord {
  readonly name: ContradictionType;
  readonly episode: number;
  readonly step: number;
  readonly traceEntryId: TraceEntryId;
  readonly ruleIds: readonly RuleId[];
  readonly patches: readonly PatchOperation[];
  readonly priorEpoch: EpochId;
  readonly epoch: EpochId;
  readonly fingerprint: string;
  /** R2A, a diagnostic: away from the place of the contradiction no exception is true where its rule's condition is. */
  readonly isNarrow: boolean;
  /** PARTIAL_B, a diagnostic: no blocking rule is left that says the same as before. */
  readonly mendsEveryBlocker: boolean;
}

/** What is counted, as seed §19 and reference §9.8 list it. */
export interface Metrics {
  readonly steps: number;
  readonly justifications: number;
  readonly compiled: number;
  readonly auditFailures: number;
  readonly contradictions: Readonly<Record<ContradictionType, number>>;
  readonly repairsSubmitted: number;
  readonly repairsAcceptedTotal: number;
  readonly continuityChecks: number;
  readonly continuityFailures: number;
  /** Steps at which an obligation bound. */
  readonly boundSteps: number;
  /** How often the mask held n actions, by n. */
  readonly maskSizes: readonly number[];
  readonly nonSubsumptionReplayPassed: boolean | null;
  readonly regime2Start: number | null;
  readonly fullPostAEpisodes: number | null;
}

/** One seed, played to its end. */
export interface SeedRun {
  readonly seed: number;
  readonly episodes: readonly EpisodeRecord[];
  readonly contradictions: readonly ContradictionRecord[];
  readonly repairs: readonly RepairRecord[];
  readonly epochs: readonly EpochId[];
  readonly lawFingerprint: string;
  /** The first halt or failure: it decides, whatever a diagnostic continuation shows afterwards. */
  readonly halt: Halt | null;
  readonly metrics: Metrics;
  /** As they stood at the first halt, where episodes went on after it; the same as `metrics` where there was none. */
  readonly metricsAtHalt: Metrics;
}
