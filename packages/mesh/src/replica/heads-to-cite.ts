import type { EventId, MeshEvent, NodeKey } from "../event/event.ts";

/** Heads that one event cites at most: some 9 kB. What is left is cited by later ones. */
const HEADS_MAX = 256;

/**
 * What a new event cites of many heads (ME-563): the one with the greatest Lamport number, so that its own is beyond all that is held,
 * except what lies behind something given up; then those of members, one of each before a second of any, so that a liar with a thousand heads keeps out nobody; then
 * the rest by id. Sorted by id.
 */
export function headsToCite(heads: readonly MeshEvent[], isMember: (key: NodeKey) => boolean): EventId[] {
  const chosen = heads.length <= HEADS_MAX ? heads : inTurn(heads, isMember).slice(0, HEADS_MAX);
  return chosen.map(({ id }) => id).toSorted();
}

function inTurn(heads: readonly MeshEvent[], isMember: (key: NodeKey) => boolean): MeshEvent[] {
  const byId = heads.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const highest = byId.reduce((high, event) => (event.lamport > high.lamport ? event : high));
  const others = byId.filter((event) => event !== highest);
  const strangers = others.filter(({ author }) => !isMember(author));
  return [highest, ...byRounds(others.filter(({ author }) => isMember(author))), ...strangers];
}

/** One of each author before a second of any. */
function byRounds(events: readonly MeshEvent[]): MeshEvent[] {
  const rounds: MeshEvent[][] = [];
  const seen = new Map<NodeKey, number>();
  for (const event of events) {
    const round = seen.get(event.author) ?? 0;
    seen.set(event.author, round + 1);
    (rounds[round] ??= []).push(event);
  }
  return rounds.flat();
}
