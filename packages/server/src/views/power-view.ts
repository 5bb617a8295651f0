import { type Band, POWER_REASONS, power, type PowerLevel, type PowerReason } from "@plimsoll/kernel";
import type { SiteView } from "./site-view.ts";

/** The power that a subject has at the instant of the answer, and why. */
export interface PowerView {
  /** Parts per million of the job's own allotment. */
  readonly levelPpm: number;
  readonly band: Band;
  /** The first is the one that binds. */
  readonly reasons: readonly ReasonView[];
}

export interface ReasonView {
  readonly code: PowerReason;
  readonly meaning: string;
  readonly remedy: string;
  /** The most that is given for this reason. */
  readonly levelPpmMax: number;
  readonly recoverable: boolean;
}

/** What was last told in the ledger. */
export interface ToldPower {
  readonly levelPpm: number;
  readonly band: Band;
  readonly reasons: readonly PowerReason[];
}

export const powerOf = ({ state, nowMs }: SiteView, subject: string): PowerView =>
  powerView(power(state, subject, nowMs));

const powerView = ({ levelPpm, band, reasons }: PowerLevel): PowerView => ({
  levelPpm,
  band,
  reasons: reasons.map((code) => ({ code, ...POWER_REASONS[code] })),
});

export const toldPower = ({ levelPpm, band, reasons }: PowerLevel): ToldPower => ({ levelPpm, band, reasons });
