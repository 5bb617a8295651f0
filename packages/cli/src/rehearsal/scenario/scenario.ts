import type { ErosionRates } from "../control/erosion.ts";

/** A stretch of the rehearsal, as shares of its length: 0 is the beginning, 1 the end. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What happens to a fleet, beside the drift of its clusters. All that is not said is as in `calm`. */
export interface Scenario {
  readonly name: string;
  readonly meaning: string;
  /** How control wears off at a share of the way, 0 … 1, until a person has mended the cause for a cluster. */
  readonly erosionAt: (share: number) => ErosionRates;
  /** Weights are tampered with once: at a share of the way, in every so-manieth cluster, by so much erosion. */
  readonly attack: { readonly at: number; readonly every: number; readonly erosion: number } | null;
  readonly evaluatorsAway: Stretch | null;
  readonly controllerDead: Stretch | null;
  /** Heartbeats that are lost on their way, ppm. */
  readonly lossPpm: number;
  /** A canary: nodes that go on when their lease is over. It MUST break the invariants, and no policy can save it. */
  readonly deafNodes: boolean;
}
