import type { MeshEvent } from "../event/event.ts";

/** An event of a set, and how many were admitted to it before this one. */
export interface Admitted {
  readonly rank: number;
  readonly event: MeshEvent;
}

/** A row, and the first of it that was not taken yet. */
interface Cursor {
  head: Admitted;
  readonly rest: Iterator<Admitted>;
}

/**
 * Rows in order of rank as one such row. Whoever takes little of it has little read: of each row, one event more than
 * was taken from it.
 *
 * Whoever holds all that was admitted before an event can admit it too: what it cites is there, or was given up there.
 * Lamport numbers do not say so much, for a roster's may be above those of events that rest on what it gives up.
 */
export function* mergedByAdmission(rows: readonly Iterable<Admitted>[]): Iterable<MeshEvent> {
  const heap = rows.flatMap(cursorOf);
  for (let place = heap.length >> 1; place >= 0; place -= 1) sink(heap, place);
  for (let first = heap[0]; first !== undefined; first = heap[0]) {
    yield first.head.event;
    const next = first.rest.next();
    if (next.done !== true) first.head = next.value;
    else dropFirst(heap);
    sink(heap, 0);
  }
}

function cursorOf(row: Iterable<Admitted>): readonly Cursor[] {
  const rest = row[Symbol.iterator]();
  const first = rest.next();
  return first.done === true ? [] : [{ head: first.value, rest }];
}

function dropFirst(heap: Cursor[]): void {
  const last = heap.pop();
  if (last !== undefined && heap.length > 0) heap[0] = last;
}

/** Puts a binary heap in order below a place. */
function sink(heap: Cursor[], from: number): void {
  for (let place = from; ;) {
    const least = leastOf(heap, place);
    if (least === place) return;
    [heap[place], heap[least]] = [heap[least] as Cursor, heap[place] as Cursor];
    place = least;
  }
}

/** Of a place and the two below it, the one whose event was admitted first. */
function leastOf(heap: readonly Cursor[], place: number): number {
  let least = place;
  for (const below of [2 * place + 1, 2 * place + 2]) {
    const [cursor, first] = [heap[below], heap[least]];
    if (cursor !== undefined && first !== undefined && cursor.head.rank < first.head.rank) least = below;
  }
  return least;
}
