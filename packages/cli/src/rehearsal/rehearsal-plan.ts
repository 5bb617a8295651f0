import type { Policy } from "@plimsoll/kernel";
import type { ClusterSpec } from "@plimsoll/simulation";
import type { Scenario } from "./scenario/scenario.ts";

/** One rehearsal: a policy, a scenario, a fleet and a seed. The same plan gives the same outcome, byte for byte. */
export interface RehearsalPlan {
  readonly policy: Policy;
  readonly scenario: Scenario;
  readonly world: ClusterSpec;
  readonly clusters: number;
  /** Virtual time that is measured, after the fleet was started and has proven itself for as long as `warmUpHours`. */
  readonly hours: number;
  readonly warmUpHours: number;
  readonly seed: number;
  readonly job: JobSize;
  readonly people: People;
}

/** The job that maintains a cluster: a model in training that acts on what it has learnt so far. */
export interface JobSize {
  /** At full power, in decimal digits. */
  readonly flopPerSecond: string;
  /** Of the weights that it begins with. */
  readonly trainedFlop: string;
  /** Training at full power between two checkpoints. */
  readonly checkpointMs: number;
}

/** How fast those act who are no machines. */
export interface People {
  /** A window set in all its cells. */
  readonly measureMs: number;
  /** Further window sets on weights that carry no power, before somebody is called. */
  readonly retestsMax: number;
  /** From the call to a rollback onto the last weights that proved full control. */
  readonly callMs: number;
  /** The refractory time: from a kill to the first window set for a release. */
  readonly refractoryMs: number;
}

export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;

/** A machine of eight accelerators: a shipped quantum lasts it eleven days, shipped cover nearly three hours. */
export const JOB: JobSize = {
  flopPerSecond: "1000000000000000",
  trainedFlop: "100000000000000000000",
  checkpointMs: HOUR_MS,
};

export const PEOPLE: People = {
  measureMs: 10 * MINUTE_MS,
  retestsMax: 3,
  callMs: 4 * HOUR_MS,
  refractoryMs: 12 * HOUR_MS,
};

/** Long enough for a fleet to prove what the shipped policy asks of it, trends of correction costs among it. */
export const WARM_UP_HOURS = 12;

/** One step of a cluster: ten minutes, as in the profile that was fitted to real traces. */
export const STEP_MS = 10 * MINUTE_MS;

/** 2026-10-06: all of a rehearsal up to eleven weeks lies in one quarter. */
export const BEGIN_MS = 1_791_244_800_000;
