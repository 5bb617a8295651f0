import type { EventFeed } from "../actor/actor.ts";
import type { MeshEvent } from "../event/event.ts";

/** Admitted events in the order of admission, as the actors of a node hear them. */
export class Feed implements EventFeed {
  readonly #events: MeshEvent[] = [];

  get length(): number {
    return this.#events.length;
  }

  at(position: number): MeshEvent | undefined {
    return this.#events[position];
  }

  push(events: readonly MeshEvent[]): void {
    for (const event of events) this.#events.push(event);
  }
}
