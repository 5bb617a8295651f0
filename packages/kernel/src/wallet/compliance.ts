import type { Lab } from "../state/lab.ts";
import { type KernelState, walletKey } from "../state/state.ts";
import { type Quarter, quarterNumber, quarterNumbered, quarterOf } from "./quarter.ts";
import type { QuarterRecord } from "./quarter-record.ts";

const PERFECT_PPM = 1_000_000;
const SHUTDOWN_PPM = 250_000;
const BANKRUPTCY_PPM = 100_000;
const RECOVERY_PPM = 50_000;

/**
 * How far a lab and those linked to it have kept to the rules before a quarter, ppm (docs/concepts/kernel.md).
 *
 * From 1.0: −0.25 for each kill or forensic shutdown, −0.10 for a bankrupt quarter, +0.05 for a clean one, within [0, 1].
 * A quarter that nobody opened is clean, and so is one that began at 0 and stayed there: else nobody could come back from 0.
 */
export function compliancePpm(state: KernelState, lab: Lab, quarter: Quarter): number {
  let compliance = PERFECT_PPM;
  for (let number = firstQuarterOf(state, lab); number < quarterNumber(quarter); number += 1) {
    compliance = after(compliance, recordsOf(state, lab, quarterNumbered(number)));
  }
  return compliance;
}

function after(compliance: number, records: readonly QuarterRecord[]): number {
  const shutdowns = records.reduce((sum, record) => sum + record.shutdowns, 0);
  const bankrupt = records.some((record) => record.wasBankrupt);
  const clean = shutdowns === 0 && !bankrupt;
  const change = clean ? RECOVERY_PPM : -shutdowns * SHUTDOWN_PPM - (bankrupt ? BANKRUPTCY_PPM : 0);
  return Math.min(PERFECT_PPM, Math.max(0, compliance + change));
}

const firstQuarterOf = (state: KernelState, { linked }: Lab): number =>
  Math.min(...linked.map((name) => quarterNumber(quarterOf(state.labs.get(name)?.accreditedAt ?? state.clockMs))));

/** What the lab and those linked to it did in a quarter. */
export const recordsOf = (state: KernelState, { linked }: Lab, quarter: Quarter): readonly QuarterRecord[] =>
  linked.flatMap((name) => state.quarters.get(walletKey(name, quarter)) ?? []);
