import type { RandomStream } from "@plimsoll/foundation";
import type { MeshEvent } from "../../src/event/event.ts";
import type { EventSet } from "../../src/set/event-set.ts";
import type { MeshState } from "../../src/state/mesh-state.ts";

/** Offers events to a set and tells the state of each admission. */
export function offerAll(set: EventSet, state: MeshState | null, events: Iterable<MeshEvent>): void {
  for (const event of events) {
    const admission = set.offer(event);
    state?.admit(admission);
  }
}

/** The values in another order (Fisher, Yates 1938). */
export function shuffled<T>(values: readonly T[], stream: RandomStream): T[] {
  const order = [...values];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = stream.below(last + 1);
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}
