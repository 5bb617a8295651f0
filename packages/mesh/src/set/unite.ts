import type { EventId, MeshEvent } from "../event/event.ts";
import { type Admission, citedBy, type EventSet } from "./event-set.ts";

/**
 * Offers each of the events, and what was refused again when an id that it cites was given up since: nothing else can make it
 * true (ME-6, ME-569). So a set that is built in one pass holds what one holds to which the same events came over and over.
 *
 * What is neither held nor waiting then stays refused: another offer says why.
 */
export function unite(
  set: EventSet,
  events: readonly MeshEvent[],
  heard: (admission: Admission) => void = () => undefined,
): void {
  let citing: Map<EventId, MeshEvent[]> | undefined;
  for (const each of events) {
    const queue = [each];
    for (let event = queue.pop(); event !== undefined; event = queue.pop()) {
      const admission = set.offer(event);
      heard(admission);
      for (const id of givenUpBy(admission)) {
        citing ??= byCitation(events);
        for (const refused of citing.get(id) ?? []) if (!set.isKnown(refused.id)) queue.push(refused);
        // Whoever gives it up once more makes nothing true.
        citing.delete(id);
      }
    }
  }
}

const givenUpBy = ({ admitted }: Admission): readonly EventId[] =>
  admitted.flatMap(({ body }) => (body.kind === "roster.opened" ? body.lost : []));

function byCitation(events: readonly MeshEvent[]): Map<EventId, MeshEvent[]> {
  const citing = new Map<EventId, MeshEvent[]>();
  for (const event of events) {
    for (const id of citedBy(event)) {
      const others = citing.get(id);
      if (others === undefined) citing.set(id, [event]);
      else others.push(event);
    }
  }
  return citing;
}
