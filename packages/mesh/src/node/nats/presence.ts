import type { NodeKey } from "../../event/event.ts";

/** Who was heard of lately. A guess about reachability and no more. */
export class Presence {
  readonly #self: NodeKey;
  readonly #freshMs: number;
  readonly #heardMs = new Map<NodeKey, number>();
  #selfHeardMs = Number.NEGATIVE_INFINITY;

  constructor(self: NodeKey, freshMs: number) {
    this.#self = self;
    this.#freshMs = freshMs;
  }

  /** True if this peer was not known a moment ago. */
  heard(peer: NodeKey, nowMs: number): boolean {
    if (peer === this.#self) {
      this.#selfHeardMs = nowMs;
      return false;
    }
    const isNew = !this.isFresh(peer, nowMs);
    this.#heardMs.delete(peer);
    this.#heardMs.set(peer, nowMs);
    this.#forgetOldest();
    return isNew;
  }

  isFresh(peer: NodeKey, nowMs: number): boolean {
    return nowMs - (this.#heardMs.get(peer) ?? Number.NEGATIVE_INFINITY) <= this.#freshMs;
  }

  /** One's own voice came back: the road through the broker works both ways. */
  hearsItself(nowMs: number): boolean {
    return nowMs - this.#selfHeardMs <= this.#freshMs;
  }

  /** Sorted. */
  fresh(nowMs: number): readonly NodeKey[] {
    return [...this.#heardMs.keys()].filter((peer) => this.isFresh(peer, nowMs)).sort();
  }

  /** Anyone may claim to be anyone on a broker. */
  #forgetOldest(): void {
    const oldest = this.#heardMs.keys().next();
    if (this.#heardMs.size > PEERS_MAX && !oldest.done) this.#heardMs.delete(oldest.value);
  }
}

const PEERS_MAX = 100_000;
