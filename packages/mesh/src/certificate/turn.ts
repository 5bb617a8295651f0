import type { NodeKey } from "../event/event.ts";

/**
 * How many live members come before this one for a certificate of this number: 0 makes it, the others take over one after
 * the other. Members in the order of their keys, begun anew with each number, so that the work goes round.
 */
export function turnOf(self: NodeKey, number: number, live: readonly NodeKey[]): number {
  const line = [...new Set([...live, self])].toSorted();
  const first = number % line.length;
  return (line.indexOf(self) - first + line.length) % line.length;
}
