import type { EventId } from "../../event/event.ts";
import type { KnownEvent } from "./event-catalog.ts";
import type { Observer } from "./observer.ts";

/** What became of intents and thoughts in time: how soon decided, how soon at every node (H2, H3). True time, ms. */
export class ThoughtWatch {
  readonly #openedMs = new Map<EventId, { readonly lane: string; readonly author: number; readonly atMs: number }>();
  /** From opening to decision at the owner, of intents by lane. */
  readonly #decidedMs = new Map<string, number[]>();
  readonly #decided = new Set<EventId>();
  /** From completion to admission at each node, of thoughts by author. */
  readonly #mergedMs = new Map<number, number[]>();

  constructor(observer: Observer, nowMs: () => number) {
    const before = observer.onAdmitted;
    observer.onAdmitted = (node, known) => {
      before(node, known);
      this.#admitted(node, known, nowMs());
    };
  }

  decidedMs(lane: string): readonly number[] {
    return this.#decidedMs.get(lane) ?? [];
  }

  /** Of thoughts by these nodes. */
  mergedMs(isWanted: (author: number) => boolean): readonly number[] {
    return [...this.#mergedMs].flatMap(([author, delays]) => (isWanted(author) ? delays : []));
  }

  #admitted(node: number, { event, author, authoredMs }: KnownEvent, nowMs: number): void {
    const { body, id } = event;
    if (body.kind === "thought" && body.intent !== null) push(this.#mergedMs, author, nowMs - authoredMs);
    if (node !== author) return;
    if (body.kind === "intent.opened") this.#openedMs.set(id, { lane: body.lane, author, atMs: nowMs });
    if (body.kind !== "intent.decided" || this.#decided.has(body.intent)) return;
    const opened = this.#openedMs.get(body.intent);
    if (opened === undefined) return;
    this.#decided.add(body.intent);
    push(this.#decidedMs, opened.lane, nowMs - opened.atMs);
  }
}

function push<K>(lists: Map<K, number[]>, key: K, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
