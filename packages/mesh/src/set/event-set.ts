import type { ChainKey, EventId, MeshEvent } from "../event/event.ts";
import type { EventFault } from "../event/event-fault.ts";
import { Chain } from "./chain.ts";
import { HighEvents } from "./high-events.ts";

/** How far beyond the greatest Lamport number of the set one may lie that cannot be checked against all that its event cites. */
const LAMPORT_RISE_MAX = 2 ** 20;

/** What became of an event that was offered. */
export interface Admission {
  /** Events that belong to the set from now on, each after all that it cites: it, and what waited for it. */
  readonly admitted: readonly MeshEvent[];
  /** Chains now known to be forked, or forked earlier than was known. */
  readonly forked: readonly ChainKey[];
  /** Why it is not admitted; null when it is, or waits. It may be offered again: a roster may give up what it cites. */
  readonly fault: EventFault | null;
}

/** The read side of the set, for folds and for sync. */
export interface EventView {
  readonly size: number;
  get(id: EventId): MeshEvent | undefined;
  chain(key: ChainKey): Chain | undefined;
  chains(): Iterable<Chain>;
}

/**
 * The timeline of the mesh: a grow-only set of events, closed under what they cite (a blocklace: Almeida, Shapiro 2024).
 *
 * Merge is union, so order, repetition and delay of offers change nothing about what is held at the end (law L10); nothing
 * is refused for being late. An event waits until all that it cites is here or was given up as lost by a roster. Where something was
 * given up, its Lamport number cannot be checked: then it waits until the numbers of the set are within a bound of it (ME-561).
 *
 * Whether an event may be admitted only ever turns from no to yes while the set and what was given up grow, so that what is admitted
 * in the end is a least fixpoint, and no order of offers leads elsewhere.
 */
export class EventSet implements EventView {
  readonly #events = new Map<EventId, MeshEvent>();
  readonly #chains = new Map<ChainKey, Chain>();
  readonly #heads = new Set<EventId>();
  readonly #waiting = new Map<EventId, MeshEvent>();
  /** By an id that they cite and that is neither held nor given up. */
  readonly #waitingFor = new Map<EventId, MeshEvent[]>();
  /** Of those that wait for others, how many ids they wait for: none is looked at again before the last of them (ME-566). */
  readonly #open = new Map<EventId, number>();
  readonly #lost = new Set<EventId>();
  /** Of those that wait, those that wait for Lamport numbers alone. */
  readonly #high = new HighEvents();
  #greatestLamport = 0;

  get size(): number {
    return this.#events.size;
  }

  get(id: EventId): MeshEvent | undefined {
    return this.#events.get(id);
  }

  chain(key: ChainKey): Chain | undefined {
    return this.#chains.get(key);
  }

  chains(): Iterable<Chain> {
    return this.#chains.values();
  }

  /** Admitted events that no admitted event cites: what a new event cites. */
  heads(): EventId[] {
    return [...this.#heads].toSorted();
  }

  /** Events that wait, and for how many: what a survivor reports as dangling. */
  waiting(): Iterable<MeshEvent> {
    return this.#waiting.values();
  }

  /** Whether some of them wait for others. */
  get isWaiting(): boolean {
    return this.#open.size > 0;
  }

  /** Ids that waiting events cite and that are not here in any form. */
  missing(): EventId[] {
    return [...this.#waitingFor.keys()].filter((id) => !this.#waiting.has(id)).toSorted();
  }

  isKnown(id: EventId): boolean {
    return this.#events.has(id) || this.#waiting.has(id);
  }

  offer(event: MeshEvent): Admission {
    const forked: ChainKey[] = [];
    const admitted: MeshEvent[] = [];
    const isReady = !this.isKnown(event.id) && !this.#mustWait(event);
    const fault = isReady ? this.#take(event, admitted, forked) : null;
    return { admitted, forked, fault };
  }

  /** Admits what waits for no other, if it may, and then what waited for it, without recursion: chains may be long. */
  #take(offered: MeshEvent, admitted: MeshEvent[], forked: ChainKey[]): EventFault | null {
    let first: EventFault | null = null;
    const ready = [offered];
    for (let event = ready.pop(); event !== undefined; event = ready.pop()) {
      this.#waiting.delete(event.id);
      const fault = this.#faultOf(event);
      if (fault !== null) {
        if (event === offered) first = fault;
        continue;
      }
      // Where nothing that it cites was given up, it is one above the set at most.
      if (event.lamport > this.#reach) {
        this.#waiting.set(event.id, event);
        this.#high.add(event);
        continue;
      }
      this.#admit(event, forked);
      admitted.push(event);
      for (const next of this.#released(event)) ready.push(next);
      for (const next of this.#high.takeUpTo(this.#reach)) ready.push(next);
    }
    return first;
  }

  /** True when it cites what is neither held nor given up: then it waits from now on. */
  #mustWait(event: MeshEvent): boolean {
    const absent = citedBy(event).filter((id) => !this.#events.has(id) && !this.#lost.has(id));
    if (absent.length === 0) return false;
    this.#waiting.set(event.id, event);
    this.#open.set(event.id, absent.length);
    for (const id of absent) {
      const waiters = this.#waitingFor.get(id);
      if (waiters === undefined) this.#waitingFor.set(id, [event]);
      else waiters.push(event);
    }
    return true;
  }

  /** The greatest Lamport number that may be admitted now. */
  get #reach(): number {
    return this.#greatestLamport + LAMPORT_RISE_MAX;
  }

  #admit(event: MeshEvent, forked: ChainKey[]): void {
    const rank = this.size;
    this.#events.set(event.id, event);
    this.#greatestLamport = Math.max(this.#greatestLamport, event.lamport);
    this.#heads.add(event.id);
    if (event.previous !== null) this.#heads.delete(event.previous);
    for (const parent of event.parents) this.#heads.delete(parent);
    const chain = this.#chains.get(event.chain) ?? new Chain(event.chain);
    this.#chains.set(event.chain, chain);
    if (chain.add(event, rank)) forked.push(event.chain);
  }

  /** What waits for nothing more now that the event is here, or that its roster gave others up. */
  #released({ id, body }: MeshEvent): MeshEvent[] {
    const givenUp = body.kind === "roster.opened" ? body.lost.filter((lost) => !this.#lost.has(lost)) : [];
    for (const lost of givenUp) this.#lost.add(lost);
    const waiters = [id, ...givenUp].flatMap((cited) => this.#settled(cited));
    return [...new Set(waiters)].filter((waiter) => !this.#open.has(waiter.id));
  }

  /** Those that waited for an id that is here, or given up: each has one less to wait for. */
  #settled(cited: EventId): readonly MeshEvent[] {
    const waiters = this.#waitingFor.get(cited) ?? [];
    this.#waitingFor.delete(cited);
    for (const { id } of waiters) {
      const open = (this.#open.get(id) ?? 0) - 1;
      if (open > 0) this.#open.set(id, open);
      else this.#open.delete(id);
    }
    return waiters;
  }

  /** A place in the chain and a Lamport number that do not follow from what is cited. */
  #faultOf(event: MeshEvent): EventFault | null {
    const { previous: before } = event;
    const previous = before === null || this.#lost.has(before) ? undefined : this.#events.get(before);
    if (previous && (previous.chain !== event.chain || previous.sequence !== event.sequence - 1)) {
      return { code: "EVENT_MALFORMED", detail: "its predecessor is not the event before it in its chain" };
    }
    const cited = citedBy(event);
    // Whether what was given up has turned up since must make no difference.
    const kept = cited.filter((id) => !this.#lost.has(id));
    const least = 1 + kept.reduce((greatest, id) => Math.max(greatest, this.#events.get(id)?.lamport ?? 0), 0);
    // Each number of a chain is greater than the one before it, and so than the place (ME-560).
    const leastFree = Math.max(least, event.sequence + 1);
    const isTrue = kept.length === cited.length ? event.lamport === least : event.lamport >= leastFree;
    return isTrue ? null : { code: "EVENT_LAMPORT_FALSE", detail: `${event.lamport} where ${least} follows` };
  }
}

export const citedBy = ({ previous, parents }: MeshEvent): readonly EventId[] =>
  previous === null ? parents : [previous, ...parents];
