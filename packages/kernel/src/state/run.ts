import type { Digest } from "@plimsoll/foundation";
import type { ControlPoint, Steerability } from "../control/steerability.ts";
import type { PowerLevel } from "../power/power-level.ts";
import type { Quarter } from "../wallet/quarter.ts";
import type { Tier } from "../wallet/price.ts";

/** One training run: what was paid for it, where its weights are, and what power it was last given. */
export interface Run {
  readonly run: string;
  readonly lab: string;
  readonly lineage: string;
  readonly tier: Tier;
  readonly quarter: Quarter;
  readonly priceMicroCu: number;
  readonly genesis: boolean;
  readonly datasets: readonly Digest[];
  readonly startedAt: number;
  /** reserved until the first granted lease posts the price. */
  readonly funds: "reserved" | "posted" | "settled";
  readonly ended: boolean;
  /** The newest registered checkpoint; null while a training from scratch has written none. */
  readonly head: Digest | null;
  readonly openSet: string | null;
  readonly trainingLease: string | null;
  /** Leases ever granted to it, for training and for probing. */
  readonly leasesGranted: number;
  readonly desired: PowerLevel;
  /** Time under power so far, and since when it runs now. */
  readonly poweredMs: number;
  readonly poweredSince: number | null;
  /** FLOP of the lineage when the run began: what lies above is paid from this run's quantum. */
  readonly startFlop: string | null;
  readonly series: readonly ControlPoint[];
  readonly steerability: Steerability;
}
