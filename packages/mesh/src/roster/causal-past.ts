import type { EventId, MeshEvent } from "../event/event.ts";
import type { EventView } from "../set/event-set.ts";

/** What some tips lead back to, themselves included. */
export interface CausalPast {
  readonly ids: ReadonlySet<EventId>;
  /** Cited and not held: the past grows when one of them comes. */
  readonly missing: ReadonlySet<EventId>;
}

/** Events of a Lamport number below `leastLamport` are not walked: nothing greater lies behind them. */
export function causalPast(set: EventView, tips: Iterable<EventId>, leastLamport = 0): CausalPast {
  const [ids, missing, queue] = [new Set<EventId>(), new Set<EventId>(), [...tips]];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const event = set.get(id);
    if (event === undefined) missing.add(id);
    else if (!ids.has(id) && event.lamport >= leastLamport) {
      ids.add(id);
      queue.push(...citedBy(event));
    }
  }
  return { ids, missing };
}

/** Its predecessor and its parents. */
export const citedBy = ({ previous, parents }: MeshEvent): readonly EventId[] =>
  previous === null ? parents : [previous, ...parents];
