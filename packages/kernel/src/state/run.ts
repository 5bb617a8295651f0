import type { Digest } from "@plimsoll/foundation";
import type { ControlPoint, Steerability } from "../control/steerability.ts";
import type { CorrectionCost } from "../lock-in/correction-cost.ts";
import type { CostPoint } from "../lock-in/task-cost.ts";
import type { LockIn } from "../lock-in/lock-in.ts";
import type { PowerLevel } from "../power/power-level.ts";
import type { Quarter } from "../wallet/quarter.ts";
import type { Tier } from "../wallet/price.ts";

/** An amount that one quarter's wallet holds for a run. */
export interface Holding {
  readonly quarter: Quarter;
  readonly amountMicroCu: number;
  /** What of it was overdrawn, on an affidavit. */
  readonly overdrawnMicroCu: number;
}

/** One training run: what was paid for it, where its weights are, and what power it was last given. */
export interface Run {
  readonly run: string;
  readonly lab: string;
  readonly lineage: string;
  /** What was paid for: at least the tier that was targeted. */
  readonly tier: Tier;
  readonly domain: string;
  readonly quarter: Quarter;
  /** What the wallets of its quarters hold for it, reserved or posted. */
  readonly holdings: readonly Holding[];
  readonly affidavit: string | null;
  readonly genesis: boolean;
  readonly datasets: readonly Digest[];
  readonly startedAt: number;
  readonly flopPerSecondMax: string;
  /** reserved until the first granted lease posts the price. */
  readonly funds: "reserved" | "posted" | "settled";
  /** Two operators have signed for the Reserve Class, at the start or later. */
  readonly reserveApproved: boolean;
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
  /** `poweredMs` when the newest checkpoint was registered: what came after is measured by nobody yet. */
  readonly meteredMs: number;
  /** Leased time of the line of checkpoints before this run, so that a fork does not look younger than it is. */
  readonly leasedBeforeMs: number;
  readonly series: readonly ControlPoint[];
  readonly steerability: Steerability;
  readonly costSeries: readonly CostPoint[];
  readonly correction: CorrectionCost;
  readonly lockIn: LockIn;
}
