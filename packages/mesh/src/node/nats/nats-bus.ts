import { randomBytes } from "node:crypto";
import type { NatsConnection } from "@nats-io/transport-node";
import type { NodeKey } from "../../event/event.ts";
import type { Cryptography, Signer } from "../../ports/cryptography.ts";
import { type BusCounts, BusTally, type LiveBus } from "../bus-counts.ts";
import { MESSAGE_BYTES_MAX } from "../transport-limits.ts";
import { Acquaintances } from "./acquaintances.ts";
import type { BrokerFault } from "./broker-fault.ts";
import { type Frame, type FrameKind, FrameSeal, NO_TICKET, readFrame } from "./frame.ts";
import { openPart, splitMessage } from "./message-part.ts";
import { NatsLink, type NatsLinkOptions } from "./nats-link.ts";
import { JOINER_LIMITS, PartJoiner } from "./part-joiner.ts";
import type { PeerSession } from "./peer-sessions.ts";
import { gossipSubject, inboxSubject } from "./subjects.ts";
import { Tickets } from "./tickets.ts";

export interface NatsBusOptions extends Omit<NatsLinkOptions, "name"> {
  /** Digest of the genesis. */
  readonly mesh: string;
  /** The node, whose key signs every frame. */
  readonly signer: Signer;
  readonly crypto: Cryptography;
  /** Whose frames are looked at: members. */
  readonly admits: (node: NodeKey) => boolean;
  /** How often the node says that it is there. 1 000 ms by default. */
  readonly presenceMs?: number;
  /** Bytes that may be on their way to the server unconfirmed; beyond it messages are dropped. 32 MiB by default. */
  readonly bytesUnconfirmedMax?: number;
}

/**
 * Messages between nodes over core NATS: one inbox subject per node, and hints of presence on one that all hear. NATS proves
 * no sender, so that each frame is signed, for one receiver, and shows a ticket which that receiver handed out: what others
 * forge, change, redirect or repeat is dropped and counted. Nothing waits: without a connection, or a ticket, a message is
 * dropped and counted, for the sync of the set replaces it.
 */
export class NatsBus implements LiveBus {
  readonly #mesh: string;
  readonly #self: NodeKey;
  readonly #admits: (node: NodeKey) => boolean;
  readonly #link: NatsLink;
  readonly #seal: FrameSeal;
  readonly #tally = new BusTally();
  readonly #joiner = new PartJoiner(JOINER_LIMITS, (count) => this.#tally.droppedIn(count));
  readonly #tickets = new Tickets();
  readonly #acquaintances: Acquaintances;
  readonly #freshMs: number;
  readonly #timer: NodeJS.Timeout;
  readonly #bytesUnconfirmedMax: number;
  readonly #session = randomBytes(16).toString("hex");
  readonly #numbers = new Map<NodeKey, number>();
  #hints = 0;
  #ownHint = -1;
  #ownHintMs = Number.NEGATIVE_INFINITY;
  #bytesUnconfirmed = 0;
  #isFlushing = false;
  #subscribed: NatsConnection | null = null;
  #handler: (from: NodeKey, message: Uint8Array) => void = () => undefined;

  constructor(options: NatsBusOptions) {
    const { mesh, signer, crypto, admits, presenceMs = 1_000 } = options;
    this.#mesh = mesh;
    this.#self = signer.key;
    this.#admits = admits;
    this.#seal = new FrameSeal(mesh, signer, crypto);
    this.#bytesUnconfirmedMax = options.bytesUnconfirmedMax ?? 32 * 1024 * 1024;
    this.#freshMs = PRESENCES_MISSED * presenceMs;
    this.#acquaintances = new Acquaintances(this.#freshMs);
    this.#link = new NatsLink({ ...options, name: `plimsoll ${signer.key.slice(0, 8)}` }, (connection) =>
      this.#subscribe(connection),
    );
    this.#timer = setInterval(() => this.#sayPresent(), presenceMs);
  }

  peers(): readonly NodeKey[] {
    return this.#acquaintances.fresh(performance.now()).filter(this.#admits);
  }

  /** A connection, and one's own hints come back through it. */
  isUp(): boolean {
    return this.#link.current !== null && performance.now() - this.#ownHintMs <= this.#freshMs;
  }

  /** Why there is no connection; null while there is one. */
  get fault(): BrokerFault | null {
    return this.#link.fault;
  }

  get reconnects(): number {
    return this.#link.reconnects;
  }

  send(to: NodeKey, message: Uint8Array): void {
    const session = this.#acquaintances.sessionOf(to, performance.now());
    const hasRoom =
      this.#bytesUnconfirmed + message.length <= this.#bytesUnconfirmedMax && message.length <= MESSAGE_BYTES_MAX;
    if (session !== null && hasRoom && this.#sendFrames(to, session, "part", splitMessage(message))) this.#tally.sent();
    else this.#tally.droppedOut();
  }

  onMessage(handler: (from: NodeKey, message: Uint8Array) => void): void {
    this.#handler = handler;
  }

  counts(): BusCounts {
    return this.#tally.counts();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#handler = () => undefined;
    await this.#link.close();
  }

  /** The client renews subscriptions by itself when it comes back; another connection has none yet. */
  #subscribe(connection: NatsConnection): void {
    this.#bytesUnconfirmed = 0;
    this.#isFlushing = false;
    if (this.#subscribed !== connection) {
      this.#subscribed = connection;
      connection.subscribe(inboxSubject(this.#mesh, this.#self), {
        callback: (error, message) => (error === null ? this.#receive(message.data) : undefined),
      });
      connection.subscribe(gossipSubject(this.#mesh), {
        callback: (error, message) => (error === null ? this.#hear(message.data) : undefined),
      });
    }
    this.#sayPresent();
  }

  /** What makes no signature necessary is asked before the signature. */
  #receive(data: Uint8Array): void {
    const [frame, nowMs] = [readFrame(data), performance.now()];
    if (frame === null || frame.kind === "hint" || !this.#isOfInterest(frame)) return this.#tally.droppedIn();
    const untilMs = this.#tickets.endMs(frame.ticket, nowMs);
    if (untilMs === null || !this.#seal.holds(data, frame.from, this.#self)) return this.#tally.droppedIn();
    const session = this.#acquaintances.proven(frame, untilMs, nowMs);
    if (session === null) return this.#tally.droppedIn();
    if (frame.kind === "part") return this.#join(frame, nowMs);
    if (session.shown === 0) this.#greet(frame.from, session);
  }

  #isOfInterest(frame: Frame): boolean {
    return frame.from !== this.#self && this.#admits(frame.from) && !this.#acquaintances.isRepeated(frame);
  }

  #join({ from, session, number, bytes }: Frame, nowMs: number): void {
    const part = openPart(bytes);
    if (part === null) return this.#tally.droppedIn();
    const message = this.#joiner.join(`${from}/${session}/${number - part.index}`, part, nowMs);
    if (message === null) return;
    this.#tally.received();
    this.#handler(from, message);
  }

  /** Whoever is new here does not know us either, and does not yet believe us: nobody waits for the next hint. */
  #hear(data: Uint8Array): void {
    const [frame, nowMs] = [readFrame(data), performance.now()];
    if (frame?.kind !== "hint") return this.#tally.droppedIn();
    if (frame.from === this.#self) return this.#hearItself(frame, data, nowMs);
    const isTaken = this.#isOfInterest(frame) && this.#seal.holds(data, frame.from, null);
    const session = isTaken ? this.#acquaintances.hinted(frame, nowMs) : null;
    if (session === null) return this.#tally.droppedIn();
    if (session.shown < GREETINGS) this.#greet(frame.from, session);
  }

  /** One's own voice came back: the road through the broker works both ways. */
  #hearItself({ session, number }: Frame, data: Uint8Array, nowMs: number): void {
    const isNew = session === this.#session && number > this.#ownHint;
    if (!isNew || !this.#seal.holds(data, this.#self, null)) return this.#tally.droppedIn();
    this.#ownHint = number;
    this.#ownHintMs = nowMs;
  }

  #sayPresent(): void {
    const connection = this.#link.current;
    if (connection === null) return;
    const frame = { kind: "hint", session: this.#session, number: this.#hints++, ticket: NO_TICKET } as const;
    this.#publishAll(connection, gossipSubject(this.#mesh), [
      this.#seal.seal({ ...frame, bytes: this.#ownTicket() }, null),
    ]);
  }

  #greet(to: NodeKey, session: PeerSession): void {
    this.#sendFrames(to, session, "greeting", [this.#ownTicket()]);
  }

  #ownTicket(): Uint8Array {
    return Buffer.from(this.#tickets.current(performance.now()), "hex");
  }

  /** Numbered one after the other, so that a message is named by the number of its first piece. */
  #sendFrames(to: NodeKey, session: PeerSession, kind: FrameKind, payloads: readonly Uint8Array[]): boolean {
    const [connection, { ticket }] = [this.#link.current, session];
    if (connection === null || ticket === null || payloads.length === 0) return false;
    const first = this.#numbers.get(to) ?? 0;
    this.#numbers.set(to, first + payloads.length);
    const frames = payloads.map((bytes, place) =>
      this.#seal.seal({ kind, session: this.#session, number: first + place, ticket, bytes }, to),
    );
    session.shown++;
    return this.#publishAll(connection, inboxSubject(this.#mesh, to), frames);
  }

  /** False when the client refused, such as on a connection that just closed. */
  #publishAll(connection: NatsConnection, subject: string, frames: readonly Uint8Array[]): boolean {
    try {
      for (const frame of frames) {
        connection.publish(subject, frame);
        this.#bytesUnconfirmed += frame.length;
      }
      this.#confirm(connection);
      return true;
    } catch {
      return false;
    }
  }

  /** The server answers a ping once it has read all that went before: so a server that reads nothing costs bounded memory. */
  #confirm(connection: NatsConnection): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    const bytes = this.#bytesUnconfirmed;
    const done = (): void => {
      if (this.#subscribed !== connection) return;
      this.#isFlushing = false;
      this.#bytesUnconfirmed = Math.max(0, this.#bytesUnconfirmed - bytes);
      if (this.#bytesUnconfirmed > 0 && this.#link.current === connection) this.#confirm(connection);
    };
    connection
      .flush()
      .catch(() => undefined)
      .finally(done);
  }
}

/** A peer is held for reachable until so many of its hints are missing. */
const PRESENCES_MISSED = 3;
/** How often a ticket is shown to a peer that said that it is there, so that one lost greeting does no harm. */
const GREETINGS = 3;
