import type { Digest } from "@plimsoll/foundation";

/** What one task cost to correct: attempts, tokens or seconds until the correction held. */
export interface TaskCost {
  readonly task: string;
  readonly cost: number;
}

/** The costs of one closed window set. */
export interface CostPoint {
  readonly set: string;
  readonly digest: Digest;
  /** Place of the weights in their line: costs are ordered by training, not by when somebody probed. */
  readonly ordinal: number;
  readonly costs: readonly TaskCost[];
}

/** A set that came without costs says nothing of them. */
export const hasCosts = ({ costs }: CostPoint): boolean => costs.length > 0;
