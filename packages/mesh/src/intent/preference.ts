import type { EventId, NodeKey } from "../event/event.ts";

/**
 * How far a node is from being the first to take up an intent: a whole number in [0, 2^32), the smaller the nearer.
 *
 * The first 32 bits of the intent's id and of the key, mixed as in MurmurHash3 (Appleby 2011), so that every node comes
 * to the same order without a word. It spreads work and avoids collisions; nothing is true or false because of it.
 */
export function preference(intent: EventId, key: NodeKey): number {
  let mixed = word(intent) ^ Math.imul(word(key), 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Whether one node is preferred to another. Equal preferences go by key. */
export function isAhead(intent: EventId, one: NodeKey, other: NodeKey): boolean {
  const [ones, others] = [preference(intent, one), preference(intent, other)];
  return ones < others || (ones === others && one < other);
}

/** Before how many of the others this node stands in line, from 0. */
export function rankOf(intent: EventId, self: NodeKey, others: Iterable<NodeKey>): number {
  let rank = 0;
  for (const key of others) if (isAhead(intent, key, self)) rank += 1;
  return rank;
}

const word = (digits: string): number => Number.parseInt(digits.slice(0, 8), 16) | 0;
