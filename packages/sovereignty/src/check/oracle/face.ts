import type { ItemType, Regime, WorldState } from "../../world/world-state.ts";

/** Where an agent stands, as far as any word of the law can tell. */
type Place = "zone A" | "zone B" | "stamp" | "elsewhere";

/** All that a condition of the law can tell apart in a state of the world. */
export interface Face {
  readonly regime: Regime;
  readonly place: Place;
  readonly item: ItemType | null;
  readonly servedA: boolean;
  readonly servedB: boolean;
  readonly stamped: boolean;
}

const PLACES: readonly Place[] = ["zone A", "zone B", "stamp", "elsewhere"];
const ITEMS: readonly (ItemType | null)[] = [null, "A", "B", "C"];
const REGIMES: readonly Regime[] = [0, 1, 2];
const BOTH = [false, true];

/** Every face, in the order of `faceNumber`. */
export const FACES: readonly Face[] = REGIMES.flatMap((regime) =>
  PLACES.flatMap((place) =>
    ITEMS.flatMap((item) =>
      BOTH.flatMap((servedA) =>
        BOTH.flatMap((servedB) => BOTH.map((stamped) => ({ regime, place, item, servedA, servedB, stamped }))),
      ),
    ),
  ),
);

/** Cells by the map of the sheet: zone A in the third row at the left edge, zone B above all, the stamp at the right edge. */
const PLACE_OF_CELL: ReadonlyMap<number, Place> = new Map([
  [10, "zone A"],
  [2, "zone B"],
  [14, "stamp"],
]);

const placeOf = (cell: number): Place => PLACE_OF_CELL.get(cell) ?? "elsewhere";

/** The face of a state, as its place in `FACES`. */
export function faceNumber({ regime, cell, itemType, served, stamped }: WorldState): number {
  const carried = ITEMS.indexOf(itemType);
  const zones = ((served & 1) !== 0 ? 2 : 0) + ((served & 2) !== 0 ? 1 : 0);
  return (((regime * 4 + PLACES.indexOf(placeOf(cell))) * 4 + carried) * 4 + zones) * 2 + (stamped ? 1 : 0);
}
