import type { ChainKey, EventId, MeshEvent } from "../event/event.ts";
import type { ChainExtent } from "./frontier.ts";

/** What is held of one chain. Where its author signed two events with one place, both are held. */
export class Chain {
  readonly key: ChainKey;
  /** By sequence; of rivals the one with the smaller id. A place is empty only where its event was given up as lost. */
  readonly #events = new Map<number, MeshEvent>();
  readonly #rivals = new Map<number, MeshEvent[]>();
  #length = 0;
  #forkedAt: number | null = null;
  #extent: ChainExtent | null = null;

  constructor(key: ChainKey) {
    this.key = key;
  }

  /** One more than the greatest sequence held. */
  get length(): number {
    return this.#length;
  }

  /** The first place with two events; null for an honest chain. From there on its events change no state. */
  get forkedAt(): number | null {
    return this.#forkedAt;
  }

  at(sequence: number): MeshEvent | undefined {
    return this.#events.get(sequence);
  }

  /** The other events of a place, none for an honest chain. */
  rivalsAt(sequence: number): readonly MeshEvent[] {
    return this.#rivals.get(sequence) ?? [];
  }

  /**
   * Events that no held event of the chain follows, and events whose predecessor was given up and is not held, sorted by
   * id: they and their hashes commit to all the rest.
   */
  tips(): readonly EventId[] {
    return this.extent().tips;
  }

  /** How far the chain is held: the same object until that changes. */
  extent(): ChainExtent {
    this.#extent ??= { key: this.key, length: this.length, tips: this.#tips() };
    return this.#extent;
  }

  /** Every event held, in order of sequence and then of id. */
  *events(from = 0): Iterable<MeshEvent> {
    for (const sequence of this.#sequences(from)) {
      const event = this.#events.get(sequence);
      if (event !== undefined) yield event;
      yield* this.rivalsAt(sequence);
    }
  }

  /** True when this event shows the chain to be forked where no fork was known, or an earlier one. */
  add(event: MeshEvent): boolean {
    this.#extent = null;
    const held = this.#events.get(event.sequence);
    if (held === undefined) {
      this.#events.set(event.sequence, event);
      this.#length = Math.max(this.#length, event.sequence + 1);
      return false;
    }
    this.#addRival(held, event);
    const isEarlier = this.#forkedAt === null || event.sequence < this.#forkedAt;
    if (isEarlier) this.#forkedAt = event.sequence;
    return isEarlier;
  }

  /** Without a place that was given up. */
  get #isWhole(): boolean {
    return this.#events.size === this.#length;
  }

  /** Where a place was given up, the next one held may be far away. */
  #sequences(from: number): Iterable<number> {
    if (this.#isWhole) return Array.from({ length: Math.max(0, this.#length - from) }, (_, step) => from + step);
    return [...this.#events.keys()].filter((sequence) => sequence >= from).toSorted((a, b) => a - b);
  }

  #addRival(held: MeshEvent, event: MeshEvent): void {
    const rivals = [...this.rivalsAt(event.sequence), held, event].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    this.#events.set(event.sequence, rivals[0] ?? event);
    this.#rivals.set(event.sequence, rivals.slice(1));
  }

  #tips(): readonly EventId[] {
    const last = this.#events.get(this.#length - 1);
    if (last !== undefined && this.#isWhole && this.#forkedAt === null) return [last.id];
    const events = [...this.events()];
    const [held, followed] = [new Set(events.map(({ id }) => id)), new Set(events.map(({ previous }) => previous))];
    return events
      .filter(({ id, previous }) => !followed.has(id) || (previous !== null && !held.has(previous)))
      .map(({ id }) => id)
      .toSorted();
  }
}
