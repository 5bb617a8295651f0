import { integer, object, real, type Shaped } from "@plimsoll/foundation";

/** When weights are put back to those of an earlier step. */
export const rewindShape = object({
  /** Steps between two states that are kept. */
  interval: integer(1, 1_000_000),
  /** A loss so many times the median of the last ones is looked into. */
  spikeFactor: real(1.01, 1e9),
  /** Confirmed where the kept weights have less than this share of the loss on the same batch: else the data have changed, not the weights. */
  confirmedBelow: real(0, 1),
});

export type RewindSpec = Shaped<typeof rewindShape>;
