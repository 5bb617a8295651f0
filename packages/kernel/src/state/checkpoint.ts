import type { Digest } from "@plimsoll/foundation";

/** Registered weights, identified by their digest. */
export interface Checkpoint {
  readonly digest: Digest;
  readonly lineage: string;
  readonly parent: Digest | null;
  /** Distance from the lineage's first weights. */
  readonly ordinal: number;
  readonly step: number | null;
  readonly trainedFlop: string | null;
  readonly children: readonly Digest[];
  /** The last two window sets closed on this digest or its ancestors, the newest first. */
  readonly lastSets: readonly string[];
}
