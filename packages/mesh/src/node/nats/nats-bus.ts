import { randomBytes } from "node:crypto";
import type { NatsConnection } from "@nats-io/transport-node";
import type { NodeKey } from "../../event/event.ts";
import { type BusCounts, BusTally, type LiveBus } from "../bus-counts.ts";
import { MESSAGE_BYTES_MAX } from "../transport-limits.ts";
import type { BrokerFault } from "./broker-fault.ts";
import { openPart, splitMessage } from "./message-part.ts";
import { NatsLink, type NatsLinkOptions } from "./nats-link.ts";
import { JOINER_LIMITS, PartJoiner } from "./part-joiner.ts";
import { Presence } from "./presence.ts";
import { gossipSubject, inboxSubject } from "./subjects.ts";

export interface NatsBusOptions extends Omit<NatsLinkOptions, "name"> {
  /** Digest of the genesis. */
  readonly mesh: string;
  readonly node: NodeKey;
  /** How often the node says that it is there. 1 000 ms by default. */
  readonly presenceMs?: number;
  /** Bytes that may be on their way to the server unconfirmed; beyond it messages are dropped. 32 MiB by default. */
  readonly bytesUnconfirmedMax?: number;
}

/**
 * Messages between nodes over core NATS: one inbox subject per node, and hints of presence on one that all hear. Nothing
 * waits: without a connection a message is dropped and counted, for the sync of the set replaces it.
 */
export class NatsBus implements LiveBus {
  readonly #mesh: string;
  readonly #self: NodeKey;
  readonly #link: NatsLink;
  readonly #tally = new BusTally();
  readonly #joiner = new PartJoiner(JOINER_LIMITS, (count) => this.#tally.droppedIn(count));
  readonly #presence: Presence;
  readonly #timer: NodeJS.Timeout;
  readonly #bytesUnconfirmedMax: number;
  readonly #run = randomBytes(4).toString("hex");
  #messages = 0;
  #bytesUnconfirmed = 0;
  #isFlushing = false;
  #subscribed: NatsConnection | null = null;
  #handler: (from: NodeKey, message: Uint8Array) => void = () => undefined;

  constructor(options: NatsBusOptions) {
    const presenceMs = options.presenceMs ?? 1_000;
    this.#mesh = options.mesh;
    this.#self = options.node;
    this.#bytesUnconfirmedMax = options.bytesUnconfirmedMax ?? 32 * 1024 * 1024;
    this.#presence = new Presence(options.node, PRESENCES_MISSED * presenceMs);
    this.#link = new NatsLink({ ...options, name: `plimsoll ${options.node.slice(0, 8)}` }, (connection) =>
      this.#subscribe(connection),
    );
    this.#timer = setInterval(() => this.#sayPresent(), presenceMs);
  }

  peers(): readonly NodeKey[] {
    return this.#presence.fresh(performance.now());
  }

  /** A connection, and one's own hints come back through it. */
  isUp(): boolean {
    return this.#link.current !== null && this.#presence.hearsItself(performance.now());
  }

  /** Why there is no connection; null while there is one. */
  get fault(): BrokerFault | null {
    return this.#link.fault;
  }

  get reconnects(): number {
    return this.#link.reconnects;
  }

  send(to: NodeKey, message: Uint8Array): void {
    const connection = this.#link.current;
    const hasRoom =
      this.#bytesUnconfirmed + message.length <= this.#bytesUnconfirmedMax && message.length <= MESSAGE_BYTES_MAX;
    const parts = connection === null || !hasRoom ? [] : splitMessage(this.#self, this.#nextId(), message);
    const went =
      connection !== null && parts.length > 0 && this.#publishAll(connection, inboxSubject(this.#mesh, to), parts);
    if (went) this.#tally.sent();
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

  #nextId(): string {
    this.#messages = (this.#messages + 1) % 2 ** 32;
    return this.#run + this.#messages.toString(16).padStart(8, "0");
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

  #receive(data: Uint8Array): void {
    const part = openPart(data);
    if (part === null) return this.#tally.droppedIn();
    const nowMs = performance.now();
    this.#presence.heard(part.from, nowMs);
    const message = this.#joiner.join(part, nowMs);
    if (message === null) return;
    this.#tally.received();
    this.#handler(part.from, message);
  }

  /** Whoever is new here does not know us either: answer at once, so that nobody waits for the next hint. */
  #hear(data: Uint8Array): void {
    const peer = Buffer.from(data).toString("hex");
    if (data.length !== 32) return this.#tally.droppedIn();
    if (this.#presence.heard(peer, performance.now())) this.#sayPresent();
  }

  #sayPresent(): void {
    const connection = this.#link.current;
    if (connection === null) return;
    this.#publishAll(connection, gossipSubject(this.#mesh), [Buffer.from(this.#self, "hex")]);
  }

  /** False when the client refused, such as on a connection that just closed. */
  #publishAll(connection: NatsConnection, subject: string, parts: readonly Uint8Array[]): boolean {
    try {
      for (const part of parts) {
        connection.publish(subject, part);
        this.#bytesUnconfirmed += part.length;
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
