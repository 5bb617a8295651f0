import type { NodeKey } from "../../src/event/event.ts";
import type { Bus } from "../../src/ports/bus.ts";
import type { MeterReading } from "./node-plan.ts";

/** A bus that counts bytes by peer, and that can be cut off from some of them, in both directions. */
export class MeteredBus implements Bus {
  readonly #bus: Bus;
  #cut: ReadonlySet<NodeKey> = new Set();
  #sent = new Map<NodeKey, number>();
  #received = new Map<NodeKey, number>();

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  cut(peers: readonly NodeKey[]): void {
    this.#cut = new Set(peers);
  }

  reading(): MeterReading {
    const reading = { sentBytes: Object.fromEntries(this.#sent), receivedBytes: Object.fromEntries(this.#received) };
    this.#sent = new Map();
    this.#received = new Map();
    return reading;
  }

  peers(): readonly NodeKey[] {
    return this.#bus.peers().filter((peer) => !this.#cut.has(peer));
  }

  send(to: NodeKey, message: Uint8Array): void {
    if (this.#cut.has(to)) return;
    add(this.#sent, to, message.length);
    this.#bus.send(to, message);
  }

  onMessage(handler: (from: NodeKey, message: Uint8Array) => void): void {
    this.#bus.onMessage((from, message) => {
      if (this.#cut.has(from)) return;
      add(this.#received, from, message.length);
      handler(from, message);
    });
  }

  async close(): Promise<void> {
    await this.#bus.close();
  }
}

const add = (sums: Map<NodeKey, number>, peer: NodeKey, bytes: number): void =>
  void sums.set(peer, (sums.get(peer) ?? 0) + bytes);
