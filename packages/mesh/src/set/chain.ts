import type { ChainKey, EventId, MeshEvent } from "../event/event.ts";
import type { ChainExtent } from "./frontier.ts";

/** What is held of one chain. Where its author signed two events with one place, both are held. */
export class Chain {
  readonly key: ChainKey;
  /** By sequence; of rivals the one with the smaller id. A place is empty only where its event was given up as lost. */
  readonly #events: (MeshEvent | undefined)[] = [];
  readonly #rivals = new Map<number, MeshEvent[]>();
  readonly #tips = new Map<EventId, MeshEvent>();
  #forkedAt: number | null = null;
  #extent: ChainExtent | null = null;

  constructor(key: ChainKey) {
    this.key = key;
  }

  /** One more than the greatest sequence held. */
  get length(): number {
    return this.#events.length;
  }

  /** The first place with two events; null for an honest chain. From there on its events change no state. */
  get forkedAt(): number | null {
    return this.#forkedAt;
  }

  at(sequence: number): MeshEvent | undefined {
    return this.#events[sequence];
  }

  /** The other events of a place, none for an honest chain. */
  rivalsAt(sequence: number): readonly MeshEvent[] {
    return this.#rivals.get(sequence) ?? [];
  }

  /** Events that no held event of the chain follows, sorted by id: they and their hashes commit to all the rest. */
  tips(): readonly EventId[] {
    return this.#tips.size === 1 ? [...this.#tips.keys()] : [...this.#tips.keys()].toSorted();
  }

  /** How far the chain is held: the same object until that changes. */
  extent(): ChainExtent {
    this.#extent ??= { key: this.key, length: this.length, tips: this.tips() };
    return this.#extent;
  }

  /** Every event held, in order of sequence and then of id. */
  *events(from = 0): Iterable<MeshEvent> {
    for (let sequence = from; sequence < this.#events.length; sequence += 1) {
      const event = this.#events[sequence];
      if (event !== undefined) yield event;
      yield* this.rivalsAt(sequence);
    }
  }

  /** True when this event shows the chain to be forked where no fork was known, or an earlier one. */
  add(event: MeshEvent): boolean {
    this.#extent = null;
    this.#tips.set(event.id, event);
    if (event.previous !== null) this.#tips.delete(event.previous);
    if (this.#hasSuccessor(event)) this.#tips.delete(event.id);
    const held = this.#events[event.sequence];
    if (held === undefined) {
      this.#events[event.sequence] = event;
      return false;
    }
    this.#addRival(held, event);
    const isEarlier = this.#forkedAt === null || event.sequence < this.#forkedAt;
    if (isEarlier) this.#forkedAt = event.sequence;
    return isEarlier;
  }

  #addRival(held: MeshEvent, event: MeshEvent): void {
    const rivals = [...this.rivalsAt(event.sequence), held, event].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    this.#events[event.sequence] = rivals[0];
    this.#rivals.set(event.sequence, rivals.slice(1));
  }

  /** Only where a lost place is filled again can a successor come before its predecessor. */
  #hasSuccessor({ id, sequence }: MeshEvent): boolean {
    const next = [this.#events[sequence + 1], ...this.rivalsAt(sequence + 1)];
    return next.some((event) => event?.previous === id);
  }
}
