import type { Stream } from "@libp2p/interface";
import { frame } from "./frame.ts";
import { PeerOutbox } from "./peer-outbox.ts";

export interface PeerLinkOptions {
  /** Dials if need be. */
  readonly open: (signal: AbortSignal) => Promise<Stream>;
  readonly onDrop: () => void;
}

/**
 * The outgoing stream to one peer: opened with the first message, kept open, and opened again with growing pauses while
 * there is something to say. `send` never waits.
 */
export class PeerLink {
  readonly #options: PeerLinkOptions;
  readonly #outbox: PeerOutbox;
  readonly #closing = new AbortController();
  #stream: Stream | null = null;
  #isWriting = false;
  #failures = 0;
  #roomWaiters: (() => void)[] = [];

  constructor(options: PeerLinkOptions) {
    this.#options = options;
    this.#outbox = new PeerOutbox(options.onDrop);
  }

  send(message: Uint8Array): void {
    if (this.#closing.signal.aborted) return this.#options.onDrop();
    this.#outbox.push(message);
    if (!this.#isWriting) void this.#write();
  }

  /** Resolves once more may be sent without driving anything out, or the link is closed. */
  async room(): Promise<void> {
    if (this.#outbox.hasRoom || this.#closing.signal.aborted) return;
    await new Promise<void>((resolve) => this.#roomWaiters.push(resolve));
  }

  close(): void {
    this.#closing.abort();
    this.#outbox.clear();
    this.#stream?.abort(new Error("closed"));
    this.#tellRoom();
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    while (!this.#outbox.isEmpty && !this.#closing.signal.aborted) {
      try {
        await this.#writeAll(await this.#opened());
        this.#failures = 0;
      } catch (error) {
        this.#giveUpStream(error);
        await this.#pauseBeforeRedial();
      }
    }
    this.#isWriting = false;
    this.#tellRoom();
  }

  async #opened(): Promise<Stream> {
    if (this.#stream?.status !== "open") this.#stream = await this.#options.open(this.#within(OPEN_MS));
    return this.#stream;
  }

  /** A peer that reads nothing for a while is treated as gone. */
  async #writeAll(stream: Stream): Promise<void> {
    for (let message = this.#outbox.shift(); message !== undefined; message = this.#outbox.shift()) {
      const goesOn = stream.send(frame(message));
      if (this.#outbox.hasRoom) this.#tellRoom();
      if (!goesOn) await stream.onDrain({ signal: this.#within(DRAIN_MS) });
    }
  }

  #giveUpStream(error: unknown): void {
    this.#failures++;
    this.#stream?.abort(error instanceof Error ? error : new Error("the stream failed"));
    this.#stream = null;
  }

  async #pauseBeforeRedial(): Promise<void> {
    const waitMs =
      Math.min(REDIAL_MS_MAX, REDIAL_MS * 2 ** Math.min(this.#failures - 1, 10)) * (0.75 + Math.random() / 2);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#closing.signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
    });
  }

  #within(ms: number): AbortSignal {
    return AbortSignal.any([this.#closing.signal, AbortSignal.timeout(ms)]);
  }

  #tellRoom(): void {
    const waiters = this.#roomWaiters;
    this.#roomWaiters = [];
    for (const resolve of waiters) resolve();
  }
}

const OPEN_MS = 10_000;
const DRAIN_MS = 10_000;
const REDIAL_MS = 100;
const REDIAL_MS_MAX = 5_000;
