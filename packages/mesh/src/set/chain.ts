import type { ChainKey, EventId, MeshEvent } from "../event/event.ts";
import type { Admitted } from "./by-admission.ts";
import type { ChainExtent } from "./chain-extent.ts";

/** What is held of one chain. Where its author signed two events with one place, both are held. */
export class Chain {
  readonly key: ChainKey;
  /** From sequence 0 on without a gap; of rivals the one with the smaller id. */
  readonly #row: MeshEvent[] = [];
  /** Behind a place that is empty, because its event was given up as lost. */
  readonly #beyond = new Map<number, MeshEvent>();
  /** By id. Each is put in its place: to sort them all at each would cost whoever is sent many of them a square (ME-567). */
  readonly #rivals = new Map<number, MeshEvent[]>();
  #length = 0;
  /** So many of the row, from its beginning, follow the one before: behind that one may follow what was given up. */
  #linked = 0;
  #forkedAt: number | null = null;
  #extent: ChainExtent | null = null;
  /** How many events of the set were admitted before each of the chain's, in order of admission. */
  readonly #ranks: number[] = [];
  /** The events in order of admission, from the first on that was not admitted at the row's end; null while that is the row's order. */
  #inTurn: MeshEvent[] | null = null;

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
    return this.#row[sequence] ?? this.#beyond.get(sequence);
  }

  /** The other events of a place by id, none for an honest chain: as they stand until the chain is added to. */
  rivalsAt(sequence: number): readonly MeshEvent[] {
    return this.#rivals.get(sequence) ?? [];
  }

  /** Places with several events, in order. */
  forkedPlaces(): readonly number[] {
    return [...this.#rivals.keys()].toSorted((a, b) => a - b);
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
    const rowLength = this.#row.length;
    for (let sequence = from; sequence < rowLength; sequence += 1) yield* this.#allAt(sequence);
    const beyond = [...this.#beyond.keys()].filter((sequence) => sequence >= from);
    for (const sequence of beyond.sort((a, b) => a - b)) yield* this.#allAt(sequence);
  }

  /** The events from a place on in the order in which they were admitted. An honest chain is read from that place on. */
  *byAdmission(from = 0): Iterable<Admitted> {
    if (from >= this.#length) return;
    const turns: readonly MeshEvent[] = this.#inTurn ?? this.#row;
    for (let turn = this.#inTurn === null ? from : 0; turn < turns.length; turn += 1) {
      const event = turns[turn] as MeshEvent;
      if (event.sequence >= from) yield { rank: this.#ranks[turn] as number, event };
    }
  }

  /** True when this event shows the chain to be forked where no fork was known, or an earlier one. */
  add(event: MeshEvent, rank: number): boolean {
    this.#extent = null;
    this.#ranks.push(rank);
    this.#takeTurn(event);
    const held = this.at(event.sequence);
    if (held === undefined) {
      this.#put(event);
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
    return this.#beyond.size === 0;
  }

  /** Of a chain that does not fork. */
  #isLinked(): boolean {
    const row = this.#row;
    while (this.#linked < row.length) {
      if ((row[this.#linked]?.previous ?? undefined) !== row[this.#linked - 1]?.id) return false;
      this.#linked += 1;
    }
    return true;
  }

  /** Before it is put in its place. */
  #takeTurn(event: MeshEvent): void {
    if (event.sequence !== this.#row.length) this.#inTurn ??= [...this.#row];
    this.#inTurn?.push(event);
  }

  *#allAt(sequence: number): Iterable<MeshEvent> {
    const event = this.at(sequence);
    if (event !== undefined) yield event;
    if (this.#rivals.size > 0) yield* this.rivalsAt(sequence);
  }

  #put(event: MeshEvent): void {
    if (event.sequence < this.#row.length) this.#row[event.sequence] = event;
    else if (event.sequence > this.#row.length) this.#beyond.set(event.sequence, event);
    else this.#append(event);
  }

  /** Fills the first empty place: what lay behind it may follow on now. */
  #append(event: MeshEvent): void {
    this.#beyond.delete(event.sequence);
    for (let next: MeshEvent | undefined = event; next !== undefined; next = this.#beyond.get(this.#row.length)) {
      this.#beyond.delete(next.sequence);
      this.#row.push(next);
    }
  }

  #addRival(held: MeshEvent, event: MeshEvent): void {
    const [first, other] = event.id < held.id ? [event, held] : [held, event];
    if (first === event) this.#put(event);
    const rivals = this.#rivals.get(event.sequence);
    if (rivals === undefined) this.#rivals.set(event.sequence, [other]);
    else rivals.splice(placeById(rivals, other), 0, other);
  }

  #tips(): readonly EventId[] {
    const last = this.at(this.#length - 1);
    if (last !== undefined && this.#isWhole && this.#forkedAt === null && this.#isLinked()) return [last.id];
    const events = [...this.events()];
    const [held, followed] = [new Set(events.map(({ id }) => id)), new Set(events.map(({ previous }) => previous))];
    return events
      .filter(({ id, previous }) => !followed.has(id) || (previous !== null && !held.has(previous)))
      .map(({ id }) => id)
      .toSorted();
  }
}

/** Where an event belongs among others in order of id. */
function placeById(events: readonly MeshEvent[], { id }: MeshEvent): number {
  let [from, to] = [0, events.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((events[middle] as MeshEvent).id < id) from = middle + 1;
    else to = middle;
  }
  return from;
}
