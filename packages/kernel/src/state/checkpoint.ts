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
  /** The window set closed last on this digest or its ancestors. */
  readonly latestSet: string | null;
}
