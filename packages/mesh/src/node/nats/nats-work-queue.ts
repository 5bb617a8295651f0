import {
  type Consumer,
  jetstream,
  type JetStreamClient,
  jetstreamManager,
  type JetStreamManager,
  type JsMsg,
} from "@nats-io/jetstream";
import type { JobHandler, StopTaking, WorkQueue } from "../../ports/work-queue.ts";
import { assertAnsweringBrokers, assertDurableBrokers } from "./durable-brokers.ts";
import { ACK_WAIT_MS, ensureIntentStream, ensureLaneConsumer } from "./intent-stream.ts";
import { LaneSlot } from "./lane-slot.ts";
import { NatsLink, type NatsLinkOptions } from "./nats-link.ts";
import { type Offer, OfferBook } from "./offer-book.ts";
import { consumerName, laneSubject, streamName } from "./subjects.ts";

export interface NatsWorkQueueOptions extends NatsLinkOptions {
  /** Digest of the genesis. */
  readonly mesh: string;
  /** `http://host:port` of every server's monitor. */
  readonly monitors: readonly string[];
  /** After this long without a sign of life a job goes to another worker. 60 000 ms by default; give twice the p99 of a job if that is more. */
  readonly ackWaitMs?: number;
}

export interface WorkQueueCounts {
  /** Offers that the broker has confirmed. */
  readonly offered: number;
  /** Offers that wait for a broker. */
  readonly waiting: number;
  /** Offers dropped because too many waited. */
  readonly dropped: number;
  /** Times that broker, stream or consumer failed and were tried again. */
  readonly failures: number;
}

interface Brokers {
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly sinceMs: number;
}

/**
 * A JetStream work queue per lane: three replicas in files when there are three servers, synced before they acknowledge,
 * else it refuses. What is lost with the brokers is remade, stream and consumers too; the jobs come from offering again.
 *
 * The broker ignores a repeated offer of an intent for 2 min, also when its job is done by then.
 */
export class NatsWorkQueue implements WorkQueue {
  readonly #options: NatsWorkQueueOptions;
  readonly #durableServers: Set<string>;
  readonly #link: NatsLink;
  readonly #book = new OfferBook();
  readonly #slots = new Set<LaneSlot>();
  readonly #timer: NodeJS.Timeout;
  #brokers: Promise<Brokers> | null = null;
  #isOffering = false;
  #offered = 0;
  #failures = 0;

  private constructor(options: NatsWorkQueueOptions, durableServers: Set<string>) {
    this.#options = options;
    this.#durableServers = durableServers;
    this.#link = new NatsLink(options, () => this.#renew());
    this.#timer = setInterval(() => void this.#offerAll(), RETRY_MS);
  }

  /** Rejects with `MESH_BROKER_NOT_DURABLE` unless every server answers and syncs before it acknowledges. */
  static async open(options: NatsWorkQueueOptions): Promise<NatsWorkQueue> {
    const reports = await assertDurableBrokers(options.monitors);
    return new NatsWorkQueue(options, new Set(reports.map((report) => report.serverName)));
  }

  offer(lane: string, intentId: string, bytes: Uint8Array): void {
    this.#book.add({ lane, intentId, bytes });
    void this.#offerAll();
  }

  take(lane: string, handler: JobHandler, capacity = 1): StopTaking {
    const puller = this.#puller(lane);
    const heartbeatMs = Math.min(10_000, this.#ackWaitMs / 4);
    const slots = Array.from({ length: capacity }, () => new LaneSlot({ ...puller, handler, heartbeatMs }));
    for (const slot of slots) this.#slots.add(slot);
    return async () => this.#stop(slots);
  }

  counts(): WorkQueueCounts {
    const { size, dropped } = this.#book;
    return { offered: this.#offered, waiting: size, dropped, failures: this.#failures };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#stop([...this.#slots]);
    await this.#link.close();
  }

  get #ackWaitMs(): number {
    return this.#options.ackWaitMs ?? ACK_WAIT_MS;
  }

  async #stop(slots: readonly LaneSlot[]): Promise<void> {
    for (const slot of slots) this.#slots.delete(slot);
    await Promise.all(slots.map(async (slot) => slot.stop()));
  }

  /** The slots of a lane share one consumer. */
  #puller(lane: string): { next: () => Promise<JsMsg | null>; forget: () => void } {
    let consumer: Promise<Consumer> | null = null;
    return {
      next: async () => {
        consumer ??= this.#consumer(lane);
        return (await consumer).next({ expires: PULL_MS });
      },
      forget: () => {
        consumer = null;
        this.#failed();
      },
    };
  }

  async #consumer(lane: string): Promise<Consumer> {
    const { client, manager } = await this.#ready();
    await ensureLaneConsumer(manager, this.#options.mesh, lane, this.#ackWaitMs);
    const info = await manager.consumers.info(streamName(this.#options.mesh), consumerName(lane));
    return client.consumers.getConsumerFromInfo(info);
  }

  async #offerAll(): Promise<void> {
    if (this.#isOffering || this.#book.size === 0 || this.#link.current === null) return;
    this.#isOffering = true;
    try {
      const { client } = await this.#ready();
      while (this.#book.size > 0) await this.#offerSome(client);
    } catch {
      this.#failed();
    } finally {
      this.#isOffering = false;
    }
  }

  async #offerSome(client: JetStreamClient): Promise<void> {
    const offers = this.#book.oldest(OFFERS_AT_ONCE);
    const outcomes = await Promise.allSettled(offers.map(async (offer) => this.#offerOne(client, offer)));
    const failure = outcomes.find((outcome) => outcome.status === "rejected");
    if (failure !== undefined) throw failure.reason;
  }

  async #offerOne(client: JetStreamClient, offer: Offer): Promise<void> {
    const { lane, intentId, bytes } = offer;
    await client.publish(laneSubject(this.#options.mesh, lane), bytes, { msgID: intentId, timeout: PUBLISH_MS });
    this.#book.remove(offer);
    this.#offered++;
  }

  /** Brokers that were looked at lately; rejects while there are none that may be trusted with a job. */
  async #ready(): Promise<Brokers> {
    this.#brokers ??= this.#prepare();
    const brokers = await this.#brokers;
    if (performance.now() - brokers.sinceMs > TRUSTED_MS) this.#brokers = null;
    return brokers;
  }

  async #prepare(): Promise<Brokers> {
    const connection = this.#link.current;
    if (connection === null) throw new Error("no connection to a broker");
    const { mesh, monitors } = this.#options;
    for (const report of await assertAnsweringBrokers(monitors)) this.#durableServers.add(report.serverName);
    const manager = await jetstreamManager(connection, { timeout: REQUEST_MS });
    await ensureIntentStream(manager, mesh, monitors.length >= 3 ? 3 : 1, this.#durableServers);
    return { client: jetstream(connection, { timeout: REQUEST_MS }), manager, sinceMs: performance.now() };
  }

  #failed(): void {
    this.#failures++;
    this.#brokers = null;
  }

  #renew(): void {
    this.#brokers = null;
    void this.#offerAll();
  }
}

const RETRY_MS = 1_000;
const REQUEST_MS = 5_000;
/** A Raft group without a leader answers nobody for 4 to 9 s. */
const PUBLISH_MS = 5_000;
const PULL_MS = 5_000;
const OFFERS_AT_ONCE = 32;
/** A server that restarted with another configuration is noticed after this long at most. */
const TRUSTED_MS = 30_000;
