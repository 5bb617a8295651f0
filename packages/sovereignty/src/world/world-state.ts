import { type Cell, START } from "./grid.ts";

/** Regime 0: the law works. Regime 1: Contradiction A. Regime 2: Contradiction B. */
export type Regime = 0 | 1 | 2;

/** What the cargo is labelled for. */
export type ItemType = "A" | "B" | "C";

/** The whole state of TriDemandV430. It changes only by `physics.step` and at the start of an episode. */
export interface WorldState {
  readonly cell: Cell;
  /** Items carried. */
  readonly inventory: number;
  readonly itemType: ItemType | null;
  /** Zones served: bit i for zone i of `ZONES`. */
  readonly served: number;
  readonly stamped: boolean;
  /** Steps taken in this episode. */
  readonly step: number;
  readonly episode: number;
  readonly regime: Regime;
}

export const ALL_SERVED = 0b111;

/** Every zone is served: the episode ends in success. */
export const isComplete = ({ served }: WorldState): boolean => served === ALL_SERVED;

/** A state as every episode begins. */
export const episodeStart = (episode: number, regime: Regime): WorldState => ({
  cell: START,
  inventory: 0,
  itemType: null,
  served: 0,
  stamped: false,
  step: 0,
  episode,
  regime,
});
