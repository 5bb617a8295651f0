import type { NodeKey } from "../event/event.ts";
import { byLamport, type EventOf } from "./event-of.ts";

const WEIGHT_MAX = 65_536;

/**
 * The thoughts that have a say in a decision: of each author the first by (Lamport, id) with a weight in its range. Who
 * repeats itself is heard once.
 */
export function voices(thoughts: readonly EventOf<"thought">[]): readonly EventOf<"thought">[] {
  const heard = new Set<NodeKey>();
  return thoughts.toSorted(byLamport).filter(({ author, body }) => {
    const isNew = body.weight <= WEIGHT_MAX && !heard.has(author);
    if (isNew) heard.add(author);
    return isNew;
  });
}
