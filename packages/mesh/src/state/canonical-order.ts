import type { EventId, MeshEvent } from "../event/event.ts";
import type { EventView } from "../set/event-set.ts";
import type { Frontier } from "../set/frontier.ts";

/**
 * (Lamport, author, sequence), and the id where a key signed twice (ME-107). An event stands after all that it cites, because its
 * Lamport number is greater, except after what was given up and is held.
 */
export const canonicalOrder = (one: MeshEvent, other: MeshEvent): number =>
  one.lamport - other.lamport ||
  compare(one.author, other.author) ||
  one.sequence - other.sequence ||
  compare(one.id, other.id);

/** The events of a frontier in canonical order, for display and for the ordered part. What is not held is left out. */
export function timeline(set: EventView, upTo: Frontier): MeshEvent[] {
  const found = new Map<EventId, MeshEvent>();
  for (const { tips } of upTo) for (const tip of tips) collectBack(set, tip, found);
  return [...found.values()].toSorted(canonicalOrder);
}

/** The events of one chain from a tip back to the first that was found before or is not held. */
function collectBack(set: EventView, tip: EventId, found: Map<EventId, MeshEvent>): void {
  let event = set.get(tip);
  while (event !== undefined && !found.has(event.id)) {
    found.set(event.id, event);
    event = event.previous === null ? undefined : set.get(event.previous);
  }
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
