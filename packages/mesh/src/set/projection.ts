import type { MeshEvent } from "../event/event.ts";

/**
 * Whether an event changes the state. `forked`: its chain lies at or before it; `outside`: signed by a key outside the
 * roster and not led back to by one. Both are held, shown and passed on all the same.
 */
export type Standing = "counts" | "forked" | "outside";

/**
 * One part of the state, folded from admitted events. What it comes to MUST NOT depend on the order in which they are
 * admitted, beyond each coming after all that it cites (law L10). When standings change, it is folded anew.
 */
export interface Projection {
  /** True when `encode` may give other bytes than before. */
  admit(event: MeshEvent, standing: Standing): boolean;
  /** The part in canonical bytes: equal event sets give equal bytes. Reading changes nothing. */
  encode(): Uint8Array;
}
