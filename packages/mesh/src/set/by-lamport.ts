import type { MeshEvent } from "../event/event.ts";

/** A causal order: what an event cites has a smaller Lamport number, unless it was given up. */
export const byLamport = (a: MeshEvent, b: MeshEvent): number => a.lamport - b.lamport || (a.id < b.id ? -1 : 1);

/** A row, and the first of it that was not taken yet. */
interface Cursor {
  head: MeshEvent;
  readonly rest: Iterator<MeshEvent>;
}

/**
 * Rows in order of Lamport number and id as one such row. Whoever takes little of it has little read: of each row, one
 * event more than was taken from it.
 */
export function* mergedByLamport(rows: readonly Iterable<MeshEvent>[]): Iterable<MeshEvent> {
  const heap = rows.flatMap(cursorOf);
  for (let place = heap.length >> 1; place >= 0; place -= 1) sink(heap, place);
  for (let first = heap[0]; first !== undefined; first = heap[0]) {
    yield first.head;
    const next = first.rest.next();
    if (next.done !== true) first.head = next.value;
    else dropFirst(heap);
    sink(heap, 0);
  }
}

function cursorOf(row: Iterable<MeshEvent>): readonly Cursor[] {
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

/** Of a place and the two below it, the one whose event comes first. */
function leastOf(heap: readonly Cursor[], place: number): number {
  let least = place;
  for (const below of [2 * place + 1, 2 * place + 2]) {
    const [cursor, first] = [heap[below], heap[least]];
    if (cursor !== undefined && first !== undefined && byLamport(cursor.head, first.head) < 0) least = below;
  }
  return least;
}
