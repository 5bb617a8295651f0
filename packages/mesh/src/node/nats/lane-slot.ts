import type { JsMsg } from "@nats-io/jetstream";
import type { JobHandler } from "../../ports/work-queue.ts";

export interface LaneSlotOptions {
  /** Waits a while for the next job; null when none came. Rejects when the broker is away or has lost the consumer. */
  readonly next: () => Promise<JsMsg | null>;
  /** Called after a rejection, so that the consumer is made anew. */
  readonly forget: () => void;
  readonly handler: JobHandler;
  /** How often the broker hears that the job is still running. */
  readonly heartbeatMs: number;
}

/** Serves one job at a time until stopped, whatever happens to the broker: client libraries' own loops end on missed heartbeats. */
export class LaneSlot {
  readonly #options: LaneSlotOptions;
  readonly #served: Promise<void>;
  readonly #stopping = Promise.withResolvers<null>();
  #isStopped = false;

  constructor(options: LaneSlotOptions) {
    this.#options = options;
    this.#served = this.#serve();
  }

  /** Resolves once no handler runs. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopping.resolve(null);
    await this.#served;
  }

  async #serve(): Promise<void> {
    while (!this.#isStopped) {
      const pulled = this.#options.next().catch(() => this.#failed());
      const message = await Promise.race([pulled, this.#stopping.promise]);
      if (this.#isStopped) giveBack(pulled);
      else if (message !== null) await this.#run(message);
    }
  }

  async #failed(): Promise<null> {
    this.#options.forget();
    await Promise.race([new Promise((resolve) => setTimeout(resolve, RETRY_MS)), this.#stopping.promise]);
    return null;
  }

  async #run(message: JsMsg): Promise<void> {
    const heartbeat = setInterval(() => quietly(() => message.working()), this.#options.heartbeatMs);
    try {
      await this.#options.handler(message.headers?.get("Nats-Msg-Id") ?? "", message.data);
      quietly(() => message.ack());
    } catch {
      quietly(() => message.nak(delayAfterMs(message.info.deliveryCount)));
    } finally {
      clearInterval(heartbeat);
    }
  }
}

function giveBack(pulled: Promise<JsMsg | null>): void {
  void pulled.then((message) => (message === null ? undefined : quietly(() => message.nak())));
}

/** An acknowledgement that goes nowhere costs a repetition, which the handler bears. */
function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // The connection is gone; the broker hands the job out again.
  }
}

const delayAfterMs = (deliveries: number): number => Math.min(30_000, 250 * 2 ** Math.min(deliveries - 1, 7));

const RETRY_MS = 500;
