import type { Result } from "@plimsoll/foundation";
import type { BusEvent, Topic } from "./event.ts";
import { append, type AppendRefusal, type EventStream, type Publication } from "./event-stream.ts";

/** Reads events of its topics. It throws or answers false to get the event again. */
export interface Subscriber {
  readonly topics: readonly Topic[];
  readonly receive: (event: BusEvent) => boolean;
}

/**
 * An event bus inside one process: it keeps each evaluation's stream and delivers it in order, at least once. A subscriber that
 * missed an event gets it and all that follow at the next delivery, never out of order; what it took is not delivered again. One
 * that subscribes late is told everything from the start.
 */
export class EventBus {
  readonly #streams = new Map<string, EventStream>();
  readonly #taken = new Map<Subscriber, Map<string, number>>();
  #isDelivering = false;
  #isMore = false;

  publish(publication: Publication): Result<BusEvent, AppendRefusal> {
    const appended = append(this.replay(publication.evaluation), publication);
    if (!appended.ok) return appended;
    this.#streams.set(publication.evaluation, appended.value.stream);
    this.#isMore = true;
    this.deliver();
    return { ok: true, value: appended.value.event };
  }

  subscribe(subscriber: Subscriber): void {
    this.#taken.set(subscriber, new Map());
    this.deliver();
  }

  /** The stream of one evaluation, from its first event on. */
  replay(evaluation: string): EventStream {
    return this.#streams.get(evaluation) ?? [];
  }

  /** Delivers what is still to be taken. What a subscriber publishes meanwhile is delivered after what it is at. */
  deliver(): void {
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    do {
      this.#isMore = false;
      for (const [subscriber, taken] of this.#taken)
        for (const evaluation of this.#streams.keys()) this.#deliverTo(subscriber, taken, evaluation);
    } while (this.#isMore);
    this.#isDelivering = false;
  }

  #deliverTo(subscriber: Subscriber, taken: Map<string, number>, evaluation: string): void {
    for (const event of this.replay(evaluation).slice(taken.get(evaluation) ?? 0)) {
      if (subscriber.topics.includes(event.topic) && !isTaken(subscriber, event)) return;
      taken.set(evaluation, event.sequence + 1);
    }
  }
}

function isTaken(subscriber: Subscriber, event: BusEvent): boolean {
  try {
    return subscriber.receive(event);
  } catch {
    // A subscriber that fails gets the event again; the others must not wait for it.
    return false;
  }
}
