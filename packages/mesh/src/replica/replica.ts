import type { RandomStream } from "@plimsoll/foundation";
import type { EventBody } from "../event/body.ts";
import { settle } from "../event/compact-event.ts";
import type { ChainKey, EventId, Incarnation, MeshEvent, NodeKey } from "../event/event.ts";
import type { EventFault } from "../event/event-fault.ts";
import { type Admission, EventSet, type EventView } from "../set/event-set.ts";
import { type ChainIdentity, ChainWriter } from "./chain-writer.ts";
import type { EventsMessage, ReplicaMessage } from "./message.ts";
import { Peers } from "./peers.ts";
import { Pull } from "./pull.ts";
import { SetDigest } from "./set-digest.ts";
import { Sync } from "./sync.ts";

export interface ReplicaSettings {
  /** The least time between two passings-on: what comes in between goes out together. */
  readonly gossipMs: number;
  /** In a mesh with no more peers, its author tells all of them of an event, and nobody passes it on. */
  readonly tellAllMax: number;
  /** In a larger one: peers that fresh events are passed on to. */
  readonly fanOut: number;
  /** How often a peer is compared with, and how long an answer is waited for before another is asked. */
  readonly syncMs: number;
}

export const SHIPPED_REPLICA: ReplicaSettings = { gossipMs: 50, tellAllMax: 128, fanOut: 4, syncMs: 2_000 };

/** How much sooner the next comparison comes while something is known to be lacking. */
const HASTE = 10;

/** Of a peer that was silent for so many rounds of comparisons, and so long, nobody waits for anything. */
const ROUNDS_SILENT = 3;
const ALIVE_LEAST_MS = 6_000;

/** What a replica wants done. It never waits for any of it. */
export type ReplicaEffect =
  | { readonly type: "send"; readonly to: NodeKey; readonly message: ReplicaMessage }
  /** To be kept on disk in order of position; `onDurable` says when everything up to a position is. */
  | { readonly type: "persist"; readonly event: MeshEvent; readonly position: number }
  | { readonly type: "admitted"; readonly admission: Admission }
  /** Own events that are durable and on their way: only from here on may anything rest on them. */
  | { readonly type: "announced"; readonly events: readonly MeshEvent[] }
  /** A peer wants to know how much of a chain is held here. */
  | { readonly type: "asked"; readonly by: NodeKey; readonly chain: ChainKey }
  /** An answer to `ask`. */
  | { readonly type: "known"; readonly by: NodeKey; readonly chain: ChainKey; readonly length: number }
  /** A peer holds nothing that is not held here: it has just said so. */
  | { readonly type: "agrees"; readonly by: NodeKey }
  /** A peer has a chain on its disk up to this length. */
  | {
      readonly type: "held";
      readonly by: NodeKey;
      readonly chain: ChainKey;
      readonly length: number;
      readonly tip: EventId;
    }
  | { readonly type: "faulty"; readonly from: NodeKey; readonly fault: EventFault };

const NOTHING: readonly ReplicaEffect[] = [];

/**
 * One node's copy of the timeline: it takes events in, passes them on, compares itself with others and signs its own.
 *
 * Deterministic: time, messages and what became durable come in by calls, and what is to be done comes out of
 * `takeEffects`. It never waits for anybody.
 */
export class Replica {
  readonly #identity: ChainIdentity;
  readonly #settings: ReplicaSettings;
  readonly #set = new EventSet();
  readonly #digest = new SetDigest();
  readonly #sync = new Sync(this.#set, this.#digest);
  readonly #peers: Peers;
  readonly #pull: Pull;
  #writer: ChainWriter | null = null;
  #effects: ReplicaEffect[] = [];
  #fresh: MeshEvent[] = [];
  #unannounced: { readonly event: MeshEvent; readonly position: number }[] = [];
  #position = 0;
  #nextGossipMs = Infinity;
  #lastGossipMs = -Infinity;
  #nextSyncMs = 0;
  #hastens = false;
  #nowMs = 0;

  constructor(identity: ChainIdentity, random: RandomStream, settings: ReplicaSettings = SHIPPED_REPLICA) {
    this.#identity = identity;
    this.#settings = settings;
    this.#peers = new Peers(random);
    this.#pull = new Pull(settings.syncMs);
  }

  get events(): EventView {
    return this.#set;
  }

  get key(): NodeKey {
    return this.#identity.signer.key;
  }

  /** The chain that it writes; null until an incarnation was opened or resumed. */
  get chain(): ChainKey | null {
    return this.#writer?.key ?? null;
  }

  /** Events that cite what nobody has sent yet. */
  waiting(): Iterable<MeshEvent> {
    return this.#set.waiting();
  }

  missing(): readonly EventId[] {
    return this.#set.missing();
  }

  /**
   * Peers that were not silent for longer than peers are in a mesh of this size: each compares itself with one of all others at a
   * time, so that of hundreds most are silent for minutes.
   */
  alive(): readonly NodeKey[] {
    const roundMs = this.#settings.syncMs * this.#peers.count;
    return this.#peers.heardSince(this.#nowMs - Math.max(ALIVE_LEAST_MS, ROUNDS_SILENT * roundMs));
  }

  /** Whom it may talk to from now on. */
  meet(peers: readonly NodeKey[], nowMs = this.#nowMs): void {
    this.#peers.set(
      peers.filter((peer) => peer !== this.key),
      nowMs,
    );
  }

  /** Takes in an event that its journal held: checked before it was written, and durable. */
  recover(event: MeshEvent): Admission {
    this.#position += 1;
    return this.#admit(event);
  }

  /** Goes on with a chain of its own. */
  resume(incarnation: Incarnation): void {
    this.#writer = this.#writerOf(incarnation);
  }

  /** Signs and takes in events of its own. Nobody hears of them before they are durable (law L5). */
  author(bodies: readonly EventBody[], epoch: number, nowMs: number): MeshEvent[] {
    if (this.#writer === null) throw new Error("expected an incarnation, got none; open or resume one first");
    return this.#authorBy(this.#writer, bodies, epoch, nowMs);
  }

  /** As `author`, into an earlier chain of its own that it knows to its end: what it leaves to the present one. */
  authorAs(incarnation: Incarnation, bodies: readonly EventBody[], epoch: number, nowMs: number): MeshEvent[] {
    return this.#authorBy(this.#writerOf(incarnation), bodies, epoch, nowMs);
  }

  #authorBy(writer: ChainWriter, bodies: readonly EventBody[], epoch: number, nowMs: number): MeshEvent[] {
    const written = writer.write(bodies, epoch, nowMs);
    for (const event of written) this.#takeOwn(event);
    return written;
  }

  #writerOf(incarnation: Incarnation): ChainWriter {
    return new ChainWriter(this.#identity, this.#set, incarnation, (key) => key === this.key || this.#peers.has(key));
  }

  /** Asks everybody how much they hold of a chain: after a restart, before anything rests on it. */
  ask(chain: ChainKey): void {
    for (const peer of this.#peers.draw(Infinity)) this.#send(peer, { type: "resume", chain });
  }

  onTime(nowMs: number): void {
    this.#nowMs = nowMs;
    if (nowMs >= this.#nextGossipMs) this.#passOn();
    if (nowMs >= this.#nextSyncMs) this.#compare();
  }

  /** When `onTime` is wanted next, at the latest. */
  nextWakeMs(): number {
    return Math.min(this.#nextSyncMs, this.#nextGossipMs);
  }

  onMessage(from: NodeKey, message: ReplicaMessage, nowMs: number): void {
    this.#nowMs = nowMs;
    const isBack = this.#peers.heard(from, nowMs);
    for (const answer of this.#answers(from, message)) this.#send(from, this.#announcedOf(answer));
    if (isBack) this.#pullFrom(from);
  }

  /** Everything up to this position is on its disk. */
  onDurable(position: number): void {
    const announced = this.#unannounced.filter((own) => own.position <= position).map(({ event }) => event);
    if (announced.length === 0) return;
    this.#unannounced = this.#unannounced.slice(announced.length);
    this.#freshen(announced);
    this.#effects.push({ type: "announced", events: announced });
  }

  /** Tells a peer that its chain is on this disk up to this event. */
  acknowledge({ author, chain, sequence, id }: MeshEvent): void {
    this.#send(author, { type: "held", chain, length: sequence + 1, tip: id });
  }

  /** Whether an event may leave: all but own ones that are not durable yet (law L5). */
  mayLeave(id: EventId): boolean {
    return !this.#unannounced.some(({ event }) => event.id === id);
  }

  takeEffects(): readonly ReplicaEffect[] {
    if (this.#effects.length === 0) return NOTHING;
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** What is not durable here is not told to those who pull either (law L5). */
  #announcedOf(answer: ReplicaMessage): ReplicaMessage {
    if (answer.type !== "events" || this.#unannounced.length === 0) return answer;
    const own = new Set(this.#unannounced.map(({ event }) => event.id));
    return { ...answer, events: answer.events.filter(({ id }) => !own.has(id)) };
  }

  #answers(from: NodeKey, message: ReplicaMessage): readonly ReplicaMessage[] {
    const sync = this.#sync;
    switch (message.type) {
      case "events":
        return this.#takeEvents(from, message);
      case "sum":
        return this.#compared(from, message);
      case "parts":
        if (message.toPuller && !this.#follows(message)) return [];
        return sync.onParts(message);
      case "differ":
        return this.#follows(message) ? [sync.extents(message.pull, message.prefixes)] : [];
      case "extents":
        return sync.onExtents(message);
      case "uneven":
        return this.#follows(message) ? sync.onUneven(message.pull, message.chains) : [];
      case "chain":
        return sync.onChain(message);
      case "resume":
        this.#effects.push({ type: "asked", by: from, chain: message.chain });
        return [{ type: "known", chain: message.chain, length: this.#set.chain(message.chain)?.length ?? 0 }];
      default:
        this.#effects.push({ ...message, by: from });
        return [];
    }
  }

  /** A puller's sum is also news: where it differs, there may be something to pull the other way. */
  #compared(from: NodeKey, { pull, sum }: Extract<ReplicaMessage, { type: "sum" }>): readonly ReplicaMessage[] {
    if (this.#sync.differs(sum)) this.#hasten(from);
    else this.#effects.push({ type: "agrees", by: from });
    return this.#sync.onSum(pull, sum);
  }

  #follows({ pull }: { readonly pull: number }): boolean {
    return this.#pull.follows(pull, this.#nowMs);
  }

  #takeEvents(from: NodeKey, { events, as, pull }: EventsMessage): readonly ReplicaMessage[] {
    const taken = events.filter((event) => this.#take(from, event));
    if (as === "gossip") this.#freshen(taken);
    if (as === "pull" || as === "partly") this.#pull.end(pull);
    if (as === "partly" && taken.length > 0) this.#pullFrom(from);
    else if (taken.length > 0 && this.#set.isWaiting) this.#hasten(from);
    return [];
  }

  /** True when the event was news. */
  #take(from: NodeKey, event: MeshEvent): boolean {
    if (this.#set.isKnown(event.id)) return false;
    const admission = this.#admit(event);
    if (admission.fault !== null) {
      this.#effects.push({ type: "faulty", from, fault: admission.fault });
      return false;
    }
    settle(event);
    this.#persist(event);
    this.#writer?.hear(event, this.#nowMs);
    this.#effects.push({ type: "admitted", admission });
    return true;
  }

  #takeOwn(event: MeshEvent): void {
    const admission = this.#admit(event);
    settle(event);
    this.#unannounced.push({ event, position: this.#persist(event) });
    this.#effects.push({ type: "admitted", admission });
  }

  #admit(event: MeshEvent): Admission {
    const admission = this.#set.offer(event);
    for (const admitted of admission.admitted) {
      this.#digest.add(admitted);
      if (admitted.sequence === 0) this.#meetChain(admitted.chain);
    }
    return admission;
  }

  #meetChain(key: ChainKey): void {
    const chain = this.#set.chain(key);
    if (chain !== undefined && chain.rivalsAt(0).length === 0) this.#sync.addChain(chain);
  }

  #persist(event: MeshEvent): number {
    this.#position += 1;
    this.#effects.push({ type: "persist", event, position: this.#position });
    return this.#position;
  }

  #freshen(events: readonly MeshEvent[]): void {
    if (events.length === 0) return;
    this.#fresh.push(...events);
    this.#nextGossipMs = Math.max(this.#nowMs, this.#lastGossipMs + this.#settings.gossipMs);
  }

  #passOn(): void {
    const tellsAll = this.#peers.count <= this.#settings.tellAllMax;
    const message: ReplicaMessage = { type: "events", events: this.#fresh, as: tellsAll ? "news" : "gossip", pull: 0 };
    for (const peer of this.#peers.draw(tellsAll ? Infinity : this.#settings.fanOut)) this.#send(peer, message);
    this.#fresh = [];
    this.#nextGossipMs = Infinity;
    this.#lastGossipMs = this.#nowMs;
  }

  #compare(): void {
    this.#nextSyncMs = this.#nowMs + this.#settings.syncMs / (this.#hastens ? HASTE : 1);
    this.#hastens = false;
    const peer = this.#peers.drawOne(this.#nowMs);
    if (peer !== undefined) this.#pullFrom(peer);
  }

  /** Something is known to be lacking: no need to wait for the next turn. */
  #hasten(from: NodeKey): void {
    if (this.#pull.isFree(this.#nowMs)) this.#pullFrom(from);
    this.#hastens = true;
    this.#nextSyncMs = Math.min(this.#nextSyncMs, this.#nowMs + this.#settings.syncMs / HASTE);
  }

  #pullFrom(peer: NodeKey): void {
    if (this.#pull.isFree(this.#nowMs)) this.#send(peer, this.#sync.opening(this.#pull.next(this.#nowMs)));
  }

  #send(to: NodeKey, message: ReplicaMessage): void {
    this.#effects.push({ type: "send", to, message });
  }
}
