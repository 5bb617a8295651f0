import type { MeshEvent } from "./event.ts";
import { type Finding, type FindingCode, invalid } from "./finding.ts";
import { idsOf } from "./roster-fields.ts";

/** What is held of one author in one incarnation. */
export class Chain {
  readonly author: string;
  readonly incarnation: string;
  /** By sequence. A place is empty only where its event was given up as lost. */
  readonly #places = new Map<number, MeshEvent[]>();
  readonly #followed = new Set<string>();
  /** One more than the greatest sequence held. */
  length = 0;
  /** The first place with two events. */
  forkedAt = Number.POSITIVE_INFINITY;

  constructor({ author, incarnation }: MeshEvent) {
    this.author = author;
    this.incarnation = incarnation;
  }

  add(event: MeshEvent): void {
    const rivals = this.#places.get(event.sequence) ?? [];
    this.#places.set(event.sequence, rivals);
    rivals.push(event);
    if (rivals.length > 1) this.forkedAt = Math.min(this.forkedAt, event.sequence);
    if (event.previous !== null) this.#followed.add(event.previous);
    this.length = Math.max(this.length, event.sequence + 1);
  }

  /** The first place with two events that are in a part of the set. */
  forkedAtIn(part: ReadonlySet<string>): number {
    if (this.forkedAt === Number.POSITIVE_INFINITY) return this.forkedAt;
    const places = [...this.#places].filter(([, rivals]) => rivals.filter(({ id }) => part.has(id)).length > 1);
    return places.reduce((first, [sequence]) => Math.min(first, sequence), Number.POSITIVE_INFINITY);
  }

  /** Events that no event of the chain follows, and those whose predecessor is not held, by id. */
  tips(): string[] {
    const events = this.events();
    const held = new Set(events.map(({ id }) => id));
    return events
      .filter(({ id, previous }) => !this.#followed.has(id) || (previous !== null && !held.has(previous)))
      .map(({ id }) => id)
      .toSorted();
  }

  /** By sequence, rivals by id. */
  events(): MeshEvent[] {
    return [...this.#places.values()].flat().toSorted((a, b) => a.sequence - b.sequence || (a.id < b.id ? -1 : 1));
  }
}

/** ME-561. */
const LAMPORT_RISE_MAX = 2 ** 20;

/**
 * The events that belong to the set (ME-5 to ME-9): those whose citations are all held or given up, and true. Which those
 * are depends on what was offered alone, never on its order; so nothing is checked against an event that was given up,
 * even where it is held. Whose Lamport number is unchecked for that waits while it is far above those of the set.
 */
export class EventSet {
  /** Each after all that it cites. */
  readonly events = new Map<string, MeshEvent>();
  readonly chains = new Map<string, Chain>();
  readonly #lost = new Set<string>();
  readonly #waiting = new Map<string, MeshEvent[]>();
  /** How many citations of an event are neither held nor given up. */
  readonly #open = new Map<string, number>();
  readonly #refused = new Map<MeshEvent, Finding>();
  /** Refused events by each id that they cite, until it is given up. */
  readonly #refusedFor = new Map<string, MeshEvent[]>();
  /** Refused events that cite what was given up since they were judged. */
  readonly #again = new Set<MeshEvent>();
  /** True as far as can be checked, and too far above the set. */
  readonly #high = new Set<MeshEvent>();
  #highest = 0;

  /** @param offered no id twice */
  constructor(offered: Iterable<MeshEvent>) {
    const ready: MeshEvent[] = [];
    for (const event of offered) this.#expect(event, ready);
    this.#take(ready);
    let isMoving = true;
    while (isMoving) isMoving = this.#retry() || this.#lower();
  }

  /** Events that wait for what is not held. */
  get dangling(): readonly string[] {
    return [...this.#open.keys(), ...[...this.#high].map(({ id }) => id)];
  }

  /** How many of them cite nothing that is missing, and wait for the Lamport numbers of the set to grow. */
  get tooHigh(): number {
    return this.#high.size;
  }

  /** Ids that are cited and neither held, given up nor waiting themselves. */
  missing(): string[] {
    const dangling = new Set(this.dangling);
    return [...this.#waiting.keys()].filter((id) => !dangling.has(id)).toSorted();
  }

  get refused(): Iterable<Finding> {
    return this.#refused.values();
  }

  /** Ids that were given up, held or not. */
  get lost(): ReadonlySet<string> {
    return this.#lost;
  }

  /** The ids, as far as they are held, and all that they lead back to without passing through others. */
  pastOf(ids: Iterable<string>, without: ReadonlySet<string> = new Set()): Set<string> {
    const past = new Set<string>();
    const queue = [...ids];
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      const event = past.has(id) || without.has(id) ? undefined : this.events.get(id);
      if (event === undefined) continue;
      past.add(id);
      queue.push(...citedBy(event));
    }
    return past;
  }

  #expect(event: MeshEvent, ready: MeshEvent[]): void {
    const cited = citedBy(event);
    if (cited.length === 0) ready.push(event);
    else this.#open.set(event.id, cited.length);
    for (const id of cited) listUnder(this.#waiting, id, event);
  }

  #take(ready: MeshEvent[]): void {
    for (let event = ready.pop(); event !== undefined; event = ready.pop()) {
      const fault = this.#faultOf(event);
      if (fault !== undefined) this.#refuse(event, fault);
      else if (this.#isWithinReach(event)) this.#admit(event, ready);
      else this.#high.add(event);
    }
  }

  #admit(event: MeshEvent, ready: MeshEvent[]): void {
    this.events.set(event.id, event);
    this.#highest = Math.max(this.#highest, event.lamport);
    const chain = this.chains.get(event.chain) ?? new Chain(event);
    this.chains.set(event.chain, chain);
    chain.add(event);
    this.#settle(event.id, ready);
    for (const id of idsOf(event, "lost")) {
      this.#giveUp(id);
      this.#settle(id, ready);
    }
  }

  #settle(id: string, ready: MeshEvent[]): void {
    for (const event of this.#waiting.get(id) ?? []) {
      const open = (this.#open.get(event.id) as number) - 1;
      if (open > 0) this.#open.set(event.id, open);
      else if (this.#open.delete(event.id)) ready.push(event);
    }
    this.#waiting.delete(id);
  }

  #refuse(event: MeshEvent, fault: Finding): void {
    this.#refused.set(event, fault);
    for (const id of citedBy(event)) listUnder(this.#refusedFor, id, event);
  }

  #giveUp(id: string): void {
    this.#lost.add(id);
    for (const event of this.#refusedFor.get(id) ?? []) this.#again.add(event);
    this.#refusedFor.delete(id);
  }

  /** What an event was refused for may have been given up since: only then is it judged again (ME-569). */
  #retry(): boolean {
    const again = [...this.#again].filter((event) => this.#refused.has(event) && this.#faultOf(event) === undefined);
    this.#again.clear();
    for (const event of again) this.#refused.delete(event);
    this.#take([...again]);
    return again.length > 0;
  }

  /** Events that came within reach since, the lowest first, for each may bring others within it. */
  #lower(): boolean {
    const before = this.events.size;
    for (const event of [...this.#high].toSorted((a, b) => a.lamport - b.lamport)) {
      if (!this.#isWithinReach(event)) continue;
      this.#high.delete(event);
      this.#take([event]);
    }
    return this.events.size > before;
  }

  /** Where nothing that it cites was given up it always is: then it is at most one above. */
  #isWithinReach({ lamport }: MeshEvent): boolean {
    return lamport <= this.#highest + LAMPORT_RISE_MAX;
  }

  #faultOf(event: MeshEvent): Finding | undefined {
    const { id, chain, sequence, lamport } = event;
    const refuse = (code: FindingCode, why: string): Finding => invalid(code, `event ${id}: ${why}`);
    const previous = this.#checkable(event.previous);
    if (previous && (previous.chain !== chain || previous.sequence !== sequence - 1))
      return refuse(
        "EVENT_CHAIN_FALSE",
        `it follows ${previous.sequence} of ${previous.chain}, as ${sequence} of ${chain}`,
      );
    const cited = citedBy(event);
    const known = cited.flatMap((id) => this.#checkable(id)?.lamport ?? []);
    const least = 1 + known.reduce((most, lamport) => Math.max(most, lamport), 0);
    // Where nothing bounds it from above, each number of a chain is still greater than the one before it (ME-560).
    const isTrue = known.length === cited.length ? lamport === least : lamport >= Math.max(least, sequence + 1);
    return isTrue ? undefined : refuse("EVENT_LAMPORT_FALSE", `${lamport} where ${least} follows`);
  }

  #checkable(id: string | null): MeshEvent | undefined {
    return id === null || this.#lost.has(id) ? undefined : this.events.get(id);
  }
}

const citedBy = ({ previous, parents }: MeshEvent): readonly string[] =>
  previous === null ? parents : [previous, ...parents];

function listUnder(lists: Map<string, MeshEvent[]>, id: string, event: MeshEvent): void {
  if (lists.get(id)?.push(event) === undefined) lists.set(id, [event]);
}
