import type { BodyKind } from "../event/body.ts";
import type { Answered, EventFeed, Heard } from "./actor.ts";
import { WakeQueue } from "./wake-queue.ts";

export interface MailboxLimits {
  readonly hears: ReadonlySet<BodyKind>;
  readonly mailboxMax: number;
}

/**
 * What waits for one actor, in bounded memory.
 *
 * Events are not put in: the mailbox is a place in the feed of admitted events, and an actor that falls behind reads on
 * from there, so that none is lost and none is copied. What others tell takes a place and is refused without one.
 * Answers need none: there are never more than requests were made, and with `mailboxMax` requests open nothing else is
 * handed out until one is answered.
 */
export class Mailbox {
  readonly #limits: MailboxLimits;
  readonly #feed: EventFeed;
  readonly #answers: Answered[] = [];
  readonly #told: unknown[] = [];
  readonly #wakes = new WakeQueue();
  /** Open requests, and whether their answer is here already. */
  readonly #asked = new Map<string, "open" | "here">();
  #position = 0;
  #isTurnOfTold = true;

  constructor(limits: MailboxLimits, feed: EventFeed) {
    this.#limits = limits;
    this.#feed = feed;
  }

  /** Places left for what others tell. */
  get credit(): number {
    return this.#limits.mailboxMax - this.#told.length;
  }

  get queued(): number {
    return this.#told.length + this.#answers.length;
  }

  /** Admitted events that it has not looked at. */
  get behind(): number {
    return this.#feed.length - this.#position;
  }

  get openRequests(): number {
    return this.#asked.size;
  }

  get wakes(): number {
    return this.#wakes.size;
  }

  isAsked(tag: string): boolean {
    return this.#asked.has(tag);
  }

  ask(tag: string): void {
    this.#asked.set(tag, "open");
  }

  /** Forgets a request, so that its answer, here or still to come, is not heard. */
  forget(tag: string): void {
    if (this.#asked.get(tag) === "here") {
      const place = this.#answers.findIndex((answer) => answer.tag === tag);
      this.#answers.splice(place, 1);
    }
    this.#asked.delete(tag);
  }

  wake(tag: string, atMs: number): void {
    this.#wakes.set(tag, atMs);
  }

  /** False, and nothing done, without a place. */
  tell(message: unknown): boolean {
    if (this.credit <= 0) return false;
    this.#told.push(message);
    return true;
  }

  /** False, and nothing done, for an answer that was not asked for, was given up or is here already. */
  answer(answer: Answered): boolean {
    if (this.#asked.get(answer.tag) !== "open") return false;
    this.#asked.set(answer.tag, "here");
    this.#answers.push(answer);
    return true;
  }

  /** The next message, which is then no longer here; null when there is none to hand out now. */
  take(nowMs: number): Heard<unknown> | null {
    const answer = this.#answers.shift();
    if (answer !== undefined) {
      this.#asked.delete(answer.tag);
      return answer;
    }
    if (this.#asked.size >= this.#limits.mailboxMax) return null;
    const tag = this.#wakes.take(nowMs);
    return tag === null ? this.#fromOthers() : { kind: "woken", tag };
  }

  /** When there is something to take: now if null, never if infinite. */
  readyAtMs(): number | null {
    if (this.#answers.length > 0) return null;
    if (this.#asked.size >= this.#limits.mailboxMax) return Number.POSITIVE_INFINITY;
    if (this.#told.length > 0 || this.isEventAhead()) return null;
    return this.#wakes.nextMs() ?? Number.POSITIVE_INFINITY;
  }

  /** Whether an event is left that is heard. Passes over those of other kinds. */
  isEventAhead(): boolean {
    for (; this.#position < this.#feed.length; this.#position += 1) {
      const kind = this.#feed.at(this.#position)?.kind;
      if (kind !== undefined && this.#limits.hears.has(kind as BodyKind)) return true;
    }
    return false;
  }

  /** By turns, so that neither a long catching up nor a talkative neighbour starves the other. */
  #fromOthers(): Heard<unknown> | null {
    const isTold = this.#told.length > 0 && (this.#isTurnOfTold || !this.isEventAhead());
    this.#isTurnOfTold = !isTold;
    if (isTold) return { kind: "told", message: this.#told.shift() };
    if (!this.isEventAhead()) return null;
    const event = this.#feed.at(this.#position);
    this.#position += 1;
    return event === undefined ? null : { kind: "event", event };
  }
}
