import type { Digest } from "@plimsoll/foundation";
import type { FamilyResult } from "../credit/examination.ts";
import type { Family } from "../credit/family.ts";
import type { Tier } from "../wallet/price.ts";

/** Registered weights, identified by their digest. */
export interface Checkpoint {
  readonly digest: Digest;
  readonly lineage: string;
  /** The run that registered it first. */
  readonly run: string;
  readonly parent: Digest | null;
  /** Distance from the lineage's first weights. */
  readonly ordinal: number;
  readonly step: number | null;
  /** As measured, of the whole lineage; null where nobody did. */
  readonly trainedFlop: string | null;
  /** As measured, or the most that can have been computed since the parent; null for an import that nobody measured. */
  readonly flopAtMost: string | null;
  /** The cover that it belongs to, named by the FLOP at which that began: retries count within it (K-26). */
  readonly cover: string;
  readonly children: readonly Digest[];
  /** The last two window sets closed on this digest or its ancestors, the newest first. */
  readonly lastSets: readonly string[];
  /** The two nearest to it, of equals the newest first: later evidence on an ancestor does not take their place. */
  readonly nearestSets: readonly string[];
  /** The verdict of every family on this digest or its ancestors: the nearest to it, and of equals the newest. */
  readonly families: Readonly<Partial<Record<Family, FamilyResult>>>;
  /** The newest benchmark on this digest or its ancestors; null when there is none, which means the highest tier. */
  readonly benchmark: Benchmark | null;
}

/** What a benchmark shows: the tier of the upper bound of its percentile (docs/concepts/kernel.md). */
export interface Benchmark {
  readonly digest: Digest;
  readonly tier: Tier;
  readonly capabilityGainMicroCu: number | null;
  readonly recordedAt: number;
}
