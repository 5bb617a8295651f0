import type { Verdict } from "@plimsoll/simulation";
/** What the fleet's risk is made of, from one sample to the next. */
export interface FleetSignals {
  /** Jobs that are governed: what counts are scaled by. */
  readonly jobs: number;
  /** Change of the power that is withheld, in jobs' worth. */
  readonly withheldChange: number;
  /** Change of the number of live leases. */
  readonly leaseChange: number;
  /** Levels that fell, kills and leases that were lost. */
  readonly emergencies: number;
  readonly leases: number;
  /** Power that is withheld, in jobs' worth, and jobs that have none. */
  readonly withheld: number;
  readonly unpowered: number;
  /** Jobs whose newest evidence carries no power, or that have none. */
  readonly unproven: number;
  /** Leases granted. */
  readonly restarts: number;
}

/**
 * Risk of one sample before Flow and smoothing: the Gardener's formula (resonetics §4.6) with the withheld power of the fleet in the place of
 * dirt, leases in that of agents, falls and kills in that of emergency moves. Its scales, 15 and 8, are those of 25 agents, and go with
 * the number of jobs. In [0.1997, 0.9905].
 */
export function classicFleetRisk({ jobs, withheldChange, leaseChange, emergencies, leases }: FleetSignals): number {
  const size = Math.max(1, jobs) / AGENTS;
  const gradient = logistic(3 * (Math.abs(withheldChange) / (15 * size) - 0.5));
  const volatility = logistic(3 * (Math.abs(leaseChange) / (8 * size) - 0.5));
  const emergency = logistic(4 * (emergencies / Math.max(leases, 1) - 0.25));
  return 0.55 * gradient + 0.25 * volatility + 0.2 * emergency;
}

const AGENTS = 25;

/**
 * The same by the calibrated formula (§11), which sees the level that the classic one is blind to: withheld power as dirt, jobs without any
 * as hot spots, jobs without proof as starving, new leases as respawns. Its gradient has a sign: power that comes back lowers risk.
 */
export function calibratedFleetRisk(signals: FleetSignals): number {
  const jobs = Math.max(1, signals.jobs);
  const gradient = Math.max(-1, Math.min(1, signals.withheldChange));
  return (
    0.6 * (signals.withheld / jobs) +
    0.15 * (signals.unpowered / jobs) +
    0.4 * (signals.unproven / jobs) +
    0.1 * Math.min(1, signals.restarts / (0.1 * jobs)) +
    0.1 * gradient
  );
}

/**
 * Flow of one sample before smoothing (§4.8): how strongly the fleet's metrics answer to a small disturbance, as the sum of the squared
 * changes of granted power and of the share of jobs with none. The disturbance is the chance of one window: every newest window with more
 * failures by one standard deviation, and with as many fewer. It is not small against what it disturbs, so nothing is divided by its size.
 */
export const rawFleetFlow = (grantedChange: number, unpoweredChange: number): number =>
  clip(grantedChange * grantedChange + unpoweredChange * unpoweredChange);

export const smoothedFlow = (before: number, raw: number): number => clip(0.9 * before + 0.1 * raw);

/** @param flowWeight 0.2 in the classic formula, 0.1 in the calibrated one */
export const smoothedRisk = (before: number, raw: number, flow: number, flowWeight: number): number =>
  clip(0.85 * before + 0.15 * clip(raw + flowWeight * flow));

export const verdictOf = (risk: number): Verdict => (risk >= 0.72 ? "collapse" : risk >= 0.45 ? "bubble" : "creative");

const clip = (value: number): number => Math.max(0, Math.min(1, value));

/** Shown and never decided on: its last bit may differ between engines. */
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
