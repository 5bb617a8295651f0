import type { Answered } from "../actor/actor.ts";
import type { Outgoing } from "../actor/actor-system.ts";
import type { EventBody } from "../event/body.ts";
import type { EventId, MeshEvent } from "../event/event.ts";

/** An actor's wish for an event, and what it will hear. */
interface Wish {
  readonly actor: string;
  readonly tag: string;
  readonly body: EventBody;
}

/**
 * Events that actors asked for: gathered, so that those of one turn share a signature, written when there is a chain to
 * write, and answered when they are durable.
 */
export class AuthorDesk {
  #wishes: Wish[] = [];
  readonly #written = new Map<EventId, Wish>();

  get hasWishes(): boolean {
    return this.#wishes.length > 0;
  }

  ask({ actor, effect }: Outgoing): void {
    if (effect.kind === "author") this.#wishes.push({ actor, tag: effect.tag, body: effect.body });
    else if (effect.kind === "abandon") this.#forget(actor, effect.tag);
  }

  /** Writes what was asked for. */
  write(author: (bodies: readonly EventBody[]) => readonly MeshEvent[]): void {
    const wishes = this.#wishes;
    this.#wishes = [];
    author(wishes.map(({ body }) => body)).forEach((event, place) => {
      this.#written.set(event.id, wishes[place] as Wish);
    });
  }

  /** These are durable: who asked is told. */
  announced(events: readonly MeshEvent[], deliver: (actor: string, answer: Answered) => void): void {
    for (const event of events) {
      const wish = this.#written.get(event.id);
      if (wish === undefined) continue;
      this.#written.delete(event.id);
      deliver(wish.actor, { kind: "authored", tag: wish.tag, event });
    }
  }

  #forget(actor: string, tag: string): void {
    this.#wishes = this.#wishes.filter((wish) => wish.actor !== actor || wish.tag !== tag);
  }
}
