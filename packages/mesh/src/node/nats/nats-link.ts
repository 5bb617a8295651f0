import { connect, type NatsConnection, type NodeConnectionOptions } from "@nats-io/transport-node";
import { type BrokerFault, brokerFault } from "./broker-fault.ts";

export interface NatsLinkOptions {
  /** `host:port` or `nats://host:port`, at least one. */
  readonly servers: readonly string[];
  readonly name: string;
  /** Hears of each other reason why there is no connection, once. */
  readonly onFault?: (fault: BrokerFault) => void;
  /** Credentials and TLS, as `@nats-io/transport-node` takes them. */
  readonly access?: Pick<NodeConnectionOptions, "authenticator" | "token" | "user" | "pass" | "tls">;
}

/**
 * Settings with which the client never gives up. The stock ones end for good 20.6 s into an outage, and notice a silent
 * server after 4 min only (mesh.md, section 2.2).
 */
const NEVER_GIVE_UP = {
  reconnect: true,
  maxReconnectAttempts: -1,
  ignoreAuthErrorAbort: true,
  reconnectTimeWait: 250,
  reconnectJitter: 250,
  timeout: 5_000,
  pingInterval: 5_000,
  maxPingOut: 2,
} as const;

/**
 * One connection to the brokers that is kept for ever. Opening never waits and never fails: `current` is null until there
 * is a connection, and again while it is lost.
 */
export class NatsLink {
  readonly #options: NatsLinkOptions;
  readonly #onUp: (connection: NatsConnection) => void;
  readonly #kept: Promise<void>;
  readonly #closing = Promise.withResolvers<void>();
  #connection: NatsConnection | null = null;
  #isUp = false;
  #isClosed = false;
  #reconnects = 0;
  #fault: BrokerFault | null = null;

  /** `onUp` is called at the first connection and after each loss, also when it is another connection than before. */
  constructor(options: NatsLinkOptions, onUp: (connection: NatsConnection) => void) {
    this.#options = options;
    this.#onUp = onUp;
    this.#kept = this.#keep();
  }

  get current(): NatsConnection | null {
    return this.#isUp ? this.#connection : null;
  }

  /** How often a connection came back. */
  get reconnects(): number {
    return this.#reconnects;
  }

  /** Why there is no connection; null while there is one, and before the first attempt has ended. */
  get fault(): BrokerFault | null {
    return this.#isUp ? null : this.#fault;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isUp = false;
    this.#closing.resolve();
    await this.#connection?.close().catch(ignored);
    await this.#kept;
  }

  async #keep(): Promise<void> {
    while (!this.#isClosed) {
      const opening = connect({
        ...NEVER_GIVE_UP,
        ...this.#options.access,
        name: this.#options.name,
        servers: [...this.#options.servers],
      }).catch((cause: unknown) => this.#failed(cause));
      const opened = await Promise.race([opening, this.#closing.promise]);
      if (opened === undefined) void opening.then((late) => late?.close()).catch(ignored);
      else await this.#use(opened);
      if (!this.#isClosed) await pause(RETRY_MS);
    }
  }

  async #use(connection: NatsConnection): Promise<void> {
    this.#connection = connection;
    this.#cameUp(connection);
    void this.#watch(connection).catch(ignored);
    if (this.#isClosed) await connection.close().catch(ignored);
    await connection.closed();
    this.#isUp = false;
  }

  /** Of several servers one may refuse and another be away: what must be mended stays until there is a connection. */
  #failed(cause: unknown): undefined {
    const fault = brokerFault(cause);
    const isWorse = this.#fault === null || fault.code !== "MESH_BROKER_UNREACHABLE";
    if (this.#isClosed || !isWorse || fault.message === this.#fault?.message) return;
    this.#fault = fault;
    this.#options.onFault?.(fault);
  }

  async #watch(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === "error") this.#failed(status.error);
      if (status.type === "disconnect" || status.type === "staleConnection" || status.type === "close")
        this.#isUp = false;
      if (status.type === "reconnect") {
        this.#reconnects++;
        this.#cameUp(connection);
      }
    }
  }

  #cameUp(connection: NatsConnection): void {
    if (this.#isClosed) return;
    this.#isUp = true;
    this.#fault = null;
    this.#onUp(connection);
  }
}

/** Only where the client gave up in spite of the settings. */
const RETRY_MS = 500;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function ignored(): undefined {
  return undefined;
}
