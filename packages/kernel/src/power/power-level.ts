import type { Band } from "../control/claim.ts";
import type { RefusalCode } from "../codes.ts";

/** Why a subject has the power it has; the first is the one that bound. */
export type PowerReason =
  | "CONTROL_PROVEN"
  | "GENESIS"
  | "GENESIS_CAP"
  | "CONTROL_BELOW_FULL"
  | "CONTROL_BELOW_RESEARCH"
  | "CONTROL_UNPROVEN"
  | "CONTROL_STALE"
  | "CONTROL_CUT"
  | "STEERABILITY_FALLING"
  | "CORRECTION_UNPROVEN"
  | "CORRECTION_SUSPECT"
  | "CORRECTION_CAPPED"
  | "FAMILIES_UNPROVEN"
  | "FAMILY_FAILING"
  | "OVERSIGHT_OVERFIT"
  | "DECEPTION_UNPROVEN"
  | "DECEPTION_GAP"
  | "SHADOW_DETECTABLE"
  | "QUANTUM_SPENT"
  | "TIER_UNPAID"
  | "QUARTER_UNPAID"
  | "KILLED"
  | "RETEST_AFTER_KILL"
  | "LAB_KEY_STOLEN"
  | "METER_SILENT"
  | "CLOCK_BEHIND"
  | "UNKNOWN_SUBJECT"
  | Extract<
      RefusalCode,
      | "RUN_ENDED"
      | "DEPLOYMENT_ENDED"
      | "DATASET_RADIOACTIVE"
      | "BANKRUPT"
      | "FORENSIC_HOLD"
      | "SNAPSHOT_FROZEN"
      | "RESERVE_CLASS"
    >;

/** Desired power: what enforcement converges on (law L6). */
export interface PowerLevel {
  /** Parts per million of the job's own allotment. */
  readonly levelPpm: 1_000_000 | 200_000 | 0;
  readonly band: Band;
  readonly reasons: readonly PowerReason[];
}

export const FULL_POWER: PowerLevel = { levelPpm: 1_000_000, band: "full", reasons: ["CONTROL_PROVEN"] };
export const research = (reason: PowerReason): PowerLevel => ({
  levelPpm: 200_000,
  band: "research",
  reasons: [reason],
});
export const noPower = (reason: PowerReason): PowerLevel => ({ levelPpm: 0, band: "paused", reasons: [reason] });
export const cutPower = (reason: PowerReason): PowerLevel => ({ levelPpm: 0, band: "cut", reasons: [reason] });

const STRENGTH: Readonly<Record<Band, number>> = { cut: 0, paused: 1, research: 2, full: 3 };

/** The lower of two: worst case, never an average (law L2). */
export const lower = (left: PowerLevel, right: PowerLevel): PowerLevel =>
  STRENGTH[right.band] < STRENGTH[left.band] ? right : left;

export const samePower = (left: PowerLevel, right: PowerLevel): boolean =>
  left === right ||
  (left.levelPpm === right.levelPpm && left.band === right.band && sameReasons(left.reasons, right.reasons));

const sameReasons = (left: readonly PowerReason[], right: readonly PowerReason[]): boolean =>
  left.length === right.length && left.every((reason, place) => reason === right[place]);
