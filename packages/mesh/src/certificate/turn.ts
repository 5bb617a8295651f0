import type { NodeKey } from "../event/event.ts";

/**
 * How many live members come before this one for a certificate of this number: 0 makes it, the others take over one after
 * the other. Members in the order of their keys, begun anew with each number, so that the work goes round.
 */
export function turnOf(self: NodeKey, number: number, live: readonly NodeKey[]): number {
  const others = new Set(live);
  others.delete(self);
  let place = 0;
  for (const key of others) if (key < self) place += 1;
  const length = others.size + 1;
  return (place - (number % length) + length) % length;
}
