import { RandomStream } from "@plimsoll/foundation";
import type { PositionName } from "../world/grid.ts";
import type { Observation } from "../world/observation.ts";
import type { ItemType } from "../world/world-state.ts";

type Field = keyof Observation;

const POSITIONS: readonly PositionName[] = ["ZONE_A", "ZONE_B", "SOURCE", "START", "STAMP_LOCATION", "UNKNOWN"];
const ITEMS: readonly (ItemType | null)[] = [null, "A", "B", "C"];

/** The values that a field can have, and how many bits it takes to say which. */
const RANGES: { readonly [F in Field]: readonly Observation[F][] } = {
  row: [0, 1, 2, 3, 4],
  column: [0, 1, 2, 3, 4],
  position: POSITIONS,
  inventory: [0, 1],
  itemType: ITEMS,
  zoneASatisfied: [false, true],
  zoneBSatisfied: [false, true],
  zoneCSatisfied: [false, true],
  zoneADemand: [0, 1],
  zoneBDemand: [0, 1],
  zoneCDemand: [0, 1],
  step: Array.from({ length: 40 }, (_, step) => step),
  episode: Array.from({ length: 20 }, (_, episode) => episode),
  ruleR1Active: [false, true],
  regime: [0, 1, 2],
  stamped: [false, true],
  atSource: [false, true],
  atStamp: [false, true],
  atZoneA: [false, true],
  atZoneB: [false, true],
  dualDeliveryMode: [false, true],
  canDeliverA: [false, true],
  canDeliverB: [false, true],
};

export const OBSERVED_FIELDS = Object.keys(RANGES) as readonly Field[];

/** Bits that a field carries. */
export const bitsOfField = (field: Field): number => Math.ceil(Math.log2(RANGES[field].length));

/**
 * Observations without meaning: each field that is taken becomes a token of the same type, drawn from the field's name and the
 * seed and the same throughout the run (reference §9.5, ablation A). The deliberator runs as before, on nothing.
 */
export function opaque(seed: number, taken: ReadonlySet<Field>): (seen: Observation) => Observation {
  const tokens = Object.fromEntries([...taken].map((field) => [field, tokenOf(seed, field)]));
  return (seen) => ({ ...seen, ...tokens });
}

function tokenOf(seed: number, field: Field): Observation[Field] {
  const range = RANGES[field];
  return range[RandomStream.from("opaque token", field, seed).below(range.length)]!;
}
