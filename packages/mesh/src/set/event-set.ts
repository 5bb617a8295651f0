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
  readonly #waitingFor = new Map<EventId, Set<EventId>>();
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
    return this.#waiting.size > this.#high.size;
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
    const fault = this.isKnown(event.id) ? null : this.#take([event], admitted, forked);
    return { admitted, forked, fault };
  }

  /** Admits what can be, and then what waited for it, without recursion: chains may be long. */
  #take(queue: MeshEvent[], admitted: MeshEvent[], forked: ChainKey[]): EventFault | null {
    let first: EventFault | null = null;
    const offered = queue[0];
    for (let event = queue.pop(); event !== undefined; event = queue.pop()) {
      if (this.#events.has(event.id)) continue;
      const absent = this.#absentOf(event);
      if (absent.length > 0) {
        this.#wait(event, absent);
        continue;
      }
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
      for (const next of this.#released(event)) queue.push(next);
      for (const next of this.#high.takeUpTo(this.#reach)) queue.push(next);
    }
    return first;
  }

  #absentOf({ previous, parents }: MeshEvent): EventId[] {
    const isAbsent = (id: EventId) => !this.#events.has(id) && !this.#lost.has(id);
    const absent = parents.filter(isAbsent);
    return previous !== null && isAbsent(previous) ? [previous, ...absent] : absent;
  }

  #wait(event: MeshEvent, absent: readonly EventId[]): void {
    this.#waiting.set(event.id, event);
    for (const id of absent) {
      const waiters = this.#waitingFor.get(id);
      if (waiters === undefined) this.#waitingFor.set(id, new Set([event.id]));
      else waiters.add(event.id);
    }
  }

  /** The greatest Lamport number that may be admitted now. */
  get #reach(): number {
    return this.#greatestLamport + LAMPORT_RISE_MAX;
  }

  #admit(event: MeshEvent, forked: ChainKey[]): void {
    this.#events.set(event.id, event);
    this.#greatestLamport = Math.max(this.#greatestLamport, event.lamport);
    this.#heads.add(event.id);
    if (event.previous !== null) this.#heads.delete(event.previous);
    for (const parent of event.parents) this.#heads.delete(parent);
    const chain = this.#chains.get(event.chain) ?? new Chain(event.chain);
    this.#chains.set(event.chain, chain);
    if (chain.add(event)) forked.push(event.chain);
  }

  /** What may go on now that the event is here, or that its roster gave others up. */
  #released({ id, body }: MeshEvent): MeshEvent[] {
    const givenUp = body.kind === "roster.opened" ? body.lost.filter((lost) => !this.#lost.has(lost)) : [];
    for (const lost of givenUp) this.#lost.add(lost);
    const waiters = [id, ...givenUp].flatMap((cited) => {
      const waiting = this.#waitingFor.get(cited) ?? [];
      this.#waitingFor.delete(cited);
      return [...waiting];
    });
    return [...new Set(waiters)].flatMap((waiter) => this.#waiting.get(waiter) ?? []);
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

const citedBy = ({ previous, parents }: MeshEvent): readonly EventId[] =>
  previous === null ? parents : [previous, ...parents];
