import type { Digest } from "@plimsoll/foundation";
import type { CapabilityGraph } from "../graph/graph.ts";
import type { FailedAttempts } from "../control/window-set.ts";
import type { PowerLevel } from "../power/power-level.ts";
import type { Tier } from "../wallet/price.ts";
import type { Quarter } from "../wallet/quarter.ts";

/** Who a deployment answers: the lab's own people, or anybody else. */
export type Audience = "internal" | "external";

/** A deployed capability graph: the governed unit of ACB-K §7. */
export interface Deployment {
  readonly deployment: string;
  readonly lab: string;
  readonly graph: CapabilityGraph;
  /** What its window sets bind. */
  readonly graphDigest: Digest;
  readonly audience: Audience;
  readonly tier: Tier;
  /** The lineages of its nodes: credit is needed for each. */
  readonly lineages: readonly string[];
  readonly apiCallsPerSecondMax: number;
  /** The quarter that is paid for. */
  readonly quarter: Quarter;
  readonly paidMicroCu: number;
  /** The price of the system as it was last seen. */
  readonly priceMicroCu: number;
  /** Index in the ledger of its newest debit. */
  readonly receiptIndex: number;
  readonly registeredAt: number;
  readonly ended: boolean;
  readonly openSet: string | null;
  /** The last two window sets closed on the graph, the newest first. */
  readonly lastSets: readonly string[];
  /** Windows on this graph that failed to prove a claim. */
  readonly failedAttempts: FailedAttempts;
  readonly desired: PowerLevel;
}
