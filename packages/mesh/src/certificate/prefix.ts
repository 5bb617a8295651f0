import type { ChainKey, EventId, MeshEvent } from "../event/event.ts";
import { citedBy } from "../roster/causal-past.ts";
import type { EventView } from "../set/event-set.ts";
import { extentsOf, type Frontier, sameTips } from "../set/frontier.ts";
import type { ChainExtent } from "../set/chain-extent.ts";

/** The events that a frontier leads back to. */
export interface Prefix {
  readonly events: ReadonlySet<MeshEvent>;
  /** Ids that it leads back to, that are not held and that no roster among the events gave up. Sorted. */
  readonly missing: readonly EventId[];
}

/**
 * Every event that the tips lead back to. What a roster of the prefix gave up is not walked to, even where it has turned
 * up since, unless `withFound`: when the frontier was taken it was not there.
 */
export function prefixOf(view: EventView, frontier: Frontier, withFound = false): Prefix {
  const tips = frontier.flatMap(({ tips: ids }) => ids);
  const all = walk(view, tips, new Set());
  const givenUp = new Set([...all.events].flatMap(({ body }) => (body.kind === "roster.opened" ? body.lost : [])));
  const { events, absent } = withFound || givenUp.size === 0 ? all : walk(view, tips, givenUp);
  return { events, missing: [...absent].filter((id) => !givenUp.has(id)).toSorted() };
}

function walk(view: EventView, tips: readonly EventId[], shut: ReadonlySet<EventId>) {
  const events = new Set<MeshEvent>();
  const absent = new Set<EventId>();
  const queue = [...tips];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const event = shut.has(id) ? undefined : view.get(id);
    if (event === undefined) absent.add(id);
    else if (!events.has(event)) {
      events.add(event);
      queue.push(...citedBy(event));
    }
  }
  return { events, absent };
}

/** Whether everything in the smaller frontier is in the larger one. False where the view does not hold it all. */
export function covers(view: EventView, larger: Frontier, smaller: Frontier): boolean {
  const extents = extentsOf(larger);
  return smaller.every(({ key, tips }) => {
    const extent = extents.get(key);
    // Most chains are as far in one as in the other.
    const isSame = extent !== undefined && sameTips(extent.tips, tips);
    return tips.every((tip) => (isSame ? view.get(tip) !== undefined : isWithin(view, extents, tip)));
  });
}

/** Whether an event is in a frontier, without walking the graph: each chain of a frontier has its own tips. */
export function isWithin(view: EventView, extents: ReadonlyMap<ChainKey, ChainExtent>, id: EventId): boolean {
  const event = view.get(id);
  const extent = event && extents.get(event.chain);
  if (event === undefined || extent === undefined || !extent.tips.every((tip) => view.get(tip))) return false;
  if (extent.tips.includes(id)) return true;
  if (event.sequence >= extent.length) return false;
  const isPlain = extent.tips.length === 1 && view.chain(event.chain)?.forkedAt === null;
  return isPlain || extent.tips.some((tip) => leadsBackTo(view, tip, event));
}

function leadsBackTo(view: EventView, tip: EventId, target: MeshEvent): boolean {
  let event = view.get(tip);
  while (event !== undefined && event.sequence > target.sequence) {
    event = event.previous === null ? undefined : view.get(event.previous);
  }
  return event?.id === target.id;
}
