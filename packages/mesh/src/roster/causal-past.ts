import type { EventId, MeshEvent } from "../event/event.ts";
import type { EventView } from "../set/event-set.ts";

/** What some tips lead back to, themselves included. */
export interface CausalPast {
  readonly ids: ReadonlySet<EventId>;
  /** Cited and not held: the past grows when one of them comes. */
  readonly missing: ReadonlySet<EventId>;
}

/**
 * Walks no further once it met `sought`. There is no end to it by Lamport number: behind an event that cites what was given up may
 * lie greater ones (ME-6).
 */
export function causalPast(set: EventView, tips: Iterable<EventId>, sought: EventId | null = null): CausalPast {
  const [ids, missing, queue] = [new Set<EventId>(), new Set<EventId>(), [...tips]];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const event = set.get(id);
    if (event === undefined) missing.add(id);
    else if (!ids.has(id)) {
      ids.add(id);
      if (id === sought) break;
      queue.push(...citedBy(event));
    }
  }
  return { ids, missing };
}

/** Its predecessor and its parents. */
export const citedBy = ({ previous, parents }: MeshEvent): readonly EventId[] =>
  previous === null ? parents : [previous, ...parents];
