import type { PositionName } from "./grid.ts";
import type { ItemType, Regime } from "./world-state.ts";

/** What may be seen of the world: the state, flat, and what follows from it. Nothing of the harness, no seed, no reward. */
export interface Observation {
  readonly row: number;
  readonly column: number;
  readonly position: PositionName;
  readonly inventory: number;
  readonly itemType: ItemType | null;
  readonly zoneASatisfied: boolean;
  readonly zoneBSatisfied: boolean;
  readonly zoneCSatisfied: boolean;
  readonly zoneADemand: number;
  readonly zoneBDemand: number;
  readonly zoneCDemand: number;
  readonly step: number;
  readonly episode: number;
  readonly ruleR1Active: boolean;
  readonly regime: Regime;
  readonly stamped: boolean;
  readonly atSource: boolean;
  readonly atStamp: boolean;
  readonly atZoneA: boolean;
  readonly atZoneB: boolean;
  readonly dualDeliveryMode: boolean;
  readonly canDeliverA: boolean;
  readonly canDeliverB: boolean;
}
