import { type Policy, starterPolicy } from "@plimsoll/kernel";
import { FAULT_KINDS, type FaultKind } from "../fault/fault-kind.ts";

/** What a trial is a function of. */
export interface TrialSettings {
  readonly seed: number;
  /** Simulated. */
  readonly minutes: number;
  readonly sites: number;
  readonly faults: readonly FaultKind[];
  /** Leaves single faults out, by their number in the plan of the seed: for shrinking. */
  readonly without: readonly number[];
}

export const DEFAULT_SETTINGS: Omit<TrialSettings, "seed"> = {
  minutes: 60,
  sites: 20,
  faults: FAULT_KINDS,
  without: [],
};

/**
 * The shipped policy for one machine, with times that a trial of an hour meets often enough: leases are longer than
 * shipped, so that twenty sites fit into one processor; nothing that decides is other.
 */
export const TRIAL_POLICY: Policy = {
  ...starterPolicy,
  name: "sea-trial",
  leaseTtlMs: 60_000,
  tokenTtlMs: { tier1: 60_000, tier2: 60_000 },
  trialsPerWindow: 348,
  auditWindowMs: 1_800_000,
  policyDelayMs: 300_000,
};

/** So many sites at most are of the mesh; the others stand alone. */
const MESHED_MAX = 3;

export const meshedSites = (sites: number): number => Math.min(MESHED_MAX, Math.max(1, Math.floor(sites / 4)));
