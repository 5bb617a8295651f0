import type { PlimsollError } from "@plimsoll/foundation";
import type { Answered } from "../actor/actor.ts";
import type { Outgoing } from "../actor/actor-system.ts";
import type { EventBody } from "../event/body.ts";
import type { EventId, MeshEvent } from "../event/event.ts";
import type { Written } from "./own-write.ts";

/** An actor's wish for an event, and what it will hear. */
interface Wish {
  readonly actor: string;
  readonly tag: string;
  readonly body: EventBody;
}

type Deliver = (actor: string, answer: Answered) => void;

/**
 * Events that actors asked for: gathered, so that those of one turn share a signature, written when there is a chain to
 * write, and answered when they are durable, or refused where no event can be made of them.
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

  /** Writes what was asked for: together, or one by one where one of them cannot be written. */
  write(author: (bodies: readonly EventBody[]) => Written, deliver: Deliver): void {
    const wishes = this.#wishes;
    this.#wishes = [];
    if (this.#tryToWrite(wishes, author) === null) return;
    for (const wish of wishes) {
      const refusal = this.#tryToWrite([wish], author);
      if (refusal !== null) deliver(wish.actor, { kind: "refused", tag: wish.tag, code: refusal.code });
    }
  }

  #tryToWrite(wishes: readonly Wish[], author: (bodies: readonly EventBody[]) => Written): PlimsollError | null {
    const { events, refusal } = author(wishes.map(({ body }) => body));
    events.forEach(({ id }, place) => this.#written.set(id, wishes[place] as Wish));
    return refusal;
  }

  /** These are durable: who asked is told. */
  announced(events: readonly MeshEvent[], deliver: Deliver): void {
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
