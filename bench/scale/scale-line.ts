import type { HistoryLine } from "../history.ts";

/** One size of packages/kernel/bench/scale.ts; a figure for each round. */
export interface KernelSize {
  readonly leases: number;
  /** How many leases the smaller tick renews. */
  readonly part: number;
  readonly entries: number;
  readonly buildSeconds: number;
  readonly bytesPerLease: number;
  readonly tickAllUs: readonly number[];
  readonly tickPartUs: readonly number[];
  readonly tickNoneUs: readonly number[];
  readonly powerUs: readonly number[];
  readonly powerAgainUs: readonly number[];
  readonly takenAgainUs: readonly number[];
}

/** One size of packages/governor/bench/warden-scale.ts. */
export interface WardenSize {
  readonly leases: number;
  readonly tickUs: readonly number[];
}

interface Passed {
  readonly cpuUs: number;
  readonly steps: number;
  readonly messages: number;
  readonly bytes: number;
}

interface BusyWindow extends Passed {
  readonly events: number;
}

/** One size of packages/mesh/bench/scale.ts. */
export interface SiteSize {
  readonly sites: number;
  /** Of the idle time and of each busy window, simulated. */
  readonly seconds: number;
  readonly certificates: boolean;
  readonly start: Passed;
  readonly idle: Passed;
  /** The window in which the first events cite the ends of all chains. */
  readonly first: BusyWindow;
  readonly busy: readonly BusyWindow[];
  readonly residentBytes: number;
}

export interface ScaleLine extends HistoryLine {
  readonly kernel: readonly KernelSize[];
  readonly wardens: readonly WardenSize[];
  readonly sites: readonly SiteSize[];
}
