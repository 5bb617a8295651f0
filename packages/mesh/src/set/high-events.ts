import type { MeshEvent } from "../event/event.ts";

/** Events that wait until the Lamport numbers of the set come closer to theirs, in the order of that number. */
export class HighEvents {
  /** The lowest last. */
  readonly #events: MeshEvent[] = [];

  add(event: MeshEvent): void {
    this.#events.splice(this.#placeOf(event), 0, event);
  }

  /** Takes out those of at most this Lamport number. */
  takeUpTo(lamport: number): MeshEvent[] {
    const taken: MeshEvent[] = [];
    while ((this.#events.at(-1)?.lamport ?? Infinity) <= lamport) taken.push(this.#events.pop() as MeshEvent);
    return taken;
  }

  #placeOf(event: MeshEvent): number {
    let [from, to] = [0, this.#events.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#events[middle] as MeshEvent).lamport > event.lamport) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
