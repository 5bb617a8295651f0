import type { ChainKey, EventId, MeshEvent, NodeKey } from "../../event/event.ts";
import { citedBy } from "../../roster/causal-past.ts";
import type { Chain } from "../../set/chain.ts";
import type { EventView } from "../../set/event-set.ts";

/** Beyond so many events nobody looks: the answer is a figure on a screen. */
const STEPS_MAX = 2_000;

/**
 * How many events of a chain a peer had when it wrote its newest event: what it cites, it holds. Null when it wrote nothing,
 * or nothing of the chain is near.
 */
export function ownEventsSeen(set: EventView, peer: NodeKey, own: ChainKey): number | null {
  const newest = newestOf(set, peer);
  if (newest === undefined) return null;
  const ahead = new Map<EventId, MeshEvent>([[newest.id, newest]]);
  for (let steps = 0; ahead.size > 0 && steps < STEPS_MAX; steps += 1) {
    // A chain's Lamport numbers grow, so that the first of it that is met is the latest that is cited.
    const event = latestOf(ahead);
    ahead.delete(event.id);
    if (event.chain === own) return event.sequence + 1;
    for (const id of citedBy(event)) {
      const cited = set.get(id);
      if (cited !== undefined) ahead.set(id, cited);
    }
  }
  return null;
}

function newestOf(set: EventView, peer: NodeKey): MeshEvent | undefined {
  const chains = [...set.chains()].filter(({ key }) => key.startsWith(`${peer}/`));
  return chains.map(lastOf).toSorted((a, b) => (b?.lamport ?? 0) - (a?.lamport ?? 0))[0];
}

const lastOf = (chain: Chain): MeshEvent | undefined => chain.at(chain.length - 1);

function latestOf(events: ReadonlyMap<EventId, MeshEvent>): MeshEvent {
  let latest: MeshEvent | undefined;
  for (const event of events.values()) if (latest === undefined || event.lamport > latest.lamport) latest = event;
  return latest as MeshEvent;
}
