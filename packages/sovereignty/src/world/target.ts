import { STAMP_LOCATION, type Zone, ZONE_CELLS } from "./grid.ts";
import type { Observation } from "./observation.ts";
import type { WorldState } from "./world-state.ts";

/** What an obligation binds to: a predicate of the world, never an action. */
export type Target =
  | { readonly kind: "DEPOSIT_ZONE"; readonly targetId: Zone }
  | { readonly kind: "DELIVER"; readonly targetId: "ZONE_A" | "ZONE_B" }
  | { readonly kind: "STAMP_CARGO"; readonly targetId: "CARGO" };

/** The two contradictions, and the repairs that answer them. */
export type ContradictionType = "A" | "B";

/**
 * The observations that each contradiction's targets and predicates may read (E1, seed §7). No field stands in both, and what is
 * typed with one cannot read the other's: orthogonality is checked by the compiler of this language, and again by tests.
 */
export const RESERVED_FIELDS = {
  A: ["stamped", "atStamp"],
  B: ["atZoneA", "atZoneB", "itemType", "zoneASatisfied", "zoneBSatisfied"],
} as const satisfies Record<ContradictionType, readonly (keyof Observation)[]>;

export type SeenByA = Pick<Observation, (typeof RESERVED_FIELDS)["A"][number]>;
export type SeenByB = Pick<Observation, (typeof RESERVED_FIELDS)["B"][number]>;

/** What a state shows to Contradiction A, and nothing else of it. */
export const seenByA = ({ cell, stamped }: WorldState): SeenByA => ({ stamped, atStamp: cell === STAMP_LOCATION });

/** What a state shows to Contradiction B, and nothing else of it. */
export const seenByB = ({ cell, itemType, served }: WorldState): SeenByB => ({
  atZoneA: cell === ZONE_CELLS[0],
  atZoneB: cell === ZONE_CELLS[1],
  itemType,
  zoneASatisfied: (served & 1) !== 0,
  zoneBSatisfied: (served & 2) !== 0,
});

export const STAMP_CARGO: Target = { kind: "STAMP_CARGO", targetId: "CARGO" };
export const DELIVER_A: Target = { kind: "DELIVER", targetId: "ZONE_A" };
export const DELIVER_B: Target = { kind: "DELIVER", targetId: "ZONE_B" };

export const depositAt = (zone: Zone): Target => ({ kind: "DEPOSIT_ZONE", targetId: zone });

/** `tgt_A`: what regime 1 asks for above all law. */
export const isStamped = ({ stamped }: SeenByA): boolean => stamped;

/** `tgt_B`: what regime 2 asks for above all law, for each of two zones. */
export const isDelivered = (zone: "ZONE_A" | "ZONE_B", seen: SeenByB): boolean =>
  zone === "ZONE_A" ? seen.zoneASatisfied : seen.zoneBSatisfied;

/** Here, with the item for this zone, which still wants it. */
export const canDeliver = (zone: "ZONE_A" | "ZONE_B", seen: SeenByB): boolean =>
  zone === "ZONE_A"
    ? seen.atZoneA && seen.itemType === "A" && !seen.zoneASatisfied
    : seen.atZoneB && seen.itemType === "B" && !seen.zoneBSatisfied;
