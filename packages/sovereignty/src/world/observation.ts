import { REGIME_1_START } from "./schedule.ts";
import { columnOf, nameOfCell, type PositionName, rowOf, SOURCE, STAMP_LOCATION, ZONE_CELLS } from "./grid.ts";
import type { ItemType, Regime, WorldState } from "./world-state.ts";

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

/** `canDeliver…`: here, with the item that is labelled for this zone, which still wants it. */
export function observe(state: WorldState): Observation {
  const { cell, inventory, itemType, served, stamped, step, episode, regime } = state;
  const [zoneA, zoneB, zoneC] = [(served & 1) !== 0, (served & 2) !== 0, (served & 4) !== 0];
  const atZoneA = cell === ZONE_CELLS[0];
  const atZoneB = cell === ZONE_CELLS[1];
  return {
    row: rowOf(cell),
    column: columnOf(cell),
    position: nameOfCell(cell),
    inventory,
    itemType,
    zoneASatisfied: zoneA,
    zoneBSatisfied: zoneB,
    zoneCSatisfied: zoneC,
    zoneADemand: zoneA ? 0 : 1,
    zoneBDemand: zoneB ? 0 : 1,
    zoneCDemand: zoneC ? 0 : 1,
    step,
    episode,
    ruleR1Active: episode < REGIME_1_START,
    regime,
    stamped,
    atSource: cell === SOURCE,
    atStamp: cell === STAMP_LOCATION,
    atZoneA,
    atZoneB,
    dualDeliveryMode: regime === 2,
    canDeliverA: atZoneA && inventory > 0 && itemType === "A" && !zoneA,
    canDeliverB: atZoneB && inventory > 0 && itemType === "B" && !zoneB,
  };
}
