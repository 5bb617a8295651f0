import { columnOf, nameOfCell, rowOf, SOURCE, type Zone } from "./grid.ts";
import type { Observation } from "./observation.ts";
import { REGIME_1_START } from "./schedule.ts";
import { canDeliver, isDelivered, seenByA, seenByB } from "./target.ts";
import type { WorldState } from "./world-state.ts";

/** All that a state shows. What is reserved for a contradiction is what that contradiction sees of it. */
export function observe(state: WorldState): Observation {
  const { cell, inventory, served, step, episode, regime } = state;
  const { stamped, atStamp } = seenByA(state);
  const ofB = seenByB(state);
  const { atZoneA, atZoneB, itemType, zoneASatisfied, zoneBSatisfied } = ofB;
  const zoneCSatisfied = (served & 4) !== 0;
  return {
    row: rowOf(cell),
    column: columnOf(cell),
    position: nameOfCell(cell),
    inventory,
    itemType,
    zoneASatisfied,
    zoneBSatisfied,
    zoneCSatisfied,
    zoneADemand: zoneASatisfied ? 0 : 1,
    zoneBDemand: zoneBSatisfied ? 0 : 1,
    zoneCDemand: zoneCSatisfied ? 0 : 1,
    step,
    episode,
    ruleR1Active: episode < REGIME_1_START,
    regime,
    stamped,
    atSource: cell === SOURCE,
    atStamp,
    atZoneA,
    atZoneB,
    dualDeliveryMode: regime === 2,
    canDeliverA: canDeliver("ZONE_A", ofB),
    canDeliverB: canDeliver("ZONE_B", ofB),
  };
}

/** Whether a zone is seen to be served. */
export const isServed = (zone: Zone, seen: Observation): boolean =>
  zone === "ZONE_C" ? seen.zoneCSatisfied : isDelivered(zone, seen);
