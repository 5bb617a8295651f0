import { boolean, integer, list, nullable, real, type Shaped, union } from "@plimsoll/foundation";

const number = real(-Number.MAX_VALUE, Number.MAX_VALUE);
const numbers = list(number, 1_000_000);

/** What detectors keep between two values. `drifted`: the last value showed a drift, so that the next one begins anew. */
export const driftStateShape = union("kind", {
  adwin: {
    drifted: boolean,
    ticks: integer(),
    width: integer(),
    total: number,
    /** Sum of squared deviations from the mean. */
    deviations: number,
    /** By row, from buckets of one value: of each bucket, the oldest first, its total, and its deviations. */
    bucketTotals: list(numbers, 64),
    bucketDeviations: list(numbers, 64),
  },
  "page-hinkley": {
    drifted: boolean,
    count: integer(),
    mean: number,
    rise: number,
    fall: number,
    /** Both `null` before the first value. */
    lowestRise: nullable(number),
    highestFall: nullable(number),
  },
  kswin: { drifted: boolean, window: numbers, draws: integer() },
});

/** What a detector remembers, as it is kept. */
export type DriftState = Shaped<typeof driftStateShape>;

export type DriftStateOf<Kind extends DriftState["kind"]> = Extract<DriftState, { readonly kind: Kind }>;
