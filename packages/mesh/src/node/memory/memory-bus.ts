import type { NodeKey } from "../../event/event.ts";
import { type BusCounts, BusTally, type LiveBus } from "../bus-counts.ts";

/** Where the buses of one process meet. */
export class MemoryBusHub {
  readonly #buses = new Map<NodeKey, MemoryBus>();

  /** A bus for this node; the node that had the key before is no longer reached. */
  join(node: NodeKey): MemoryBus {
    const bus = new MemoryBus(node, this.#buses);
    this.#buses.set(node, bus);
    return bus;
  }
}

/** Messages within one process. Each is copied and arrives in a later turn, as over a network; none is lost. */
export class MemoryBus implements LiveBus {
  readonly #self: NodeKey;
  readonly #buses: Map<NodeKey, MemoryBus>;
  readonly #tally = new BusTally();
  #handler: (from: NodeKey, message: Uint8Array) => void = () => undefined;

  constructor(self: NodeKey, buses: Map<NodeKey, MemoryBus>) {
    this.#self = self;
    this.#buses = buses;
  }

  peers(): readonly NodeKey[] {
    return [...this.#buses.keys()].filter((node) => node !== this.#self).sort();
  }

  isUp(): boolean {
    return this.#buses.get(this.#self) === this;
  }

  send(to: NodeKey, message: Uint8Array): void {
    const peer = this.#buses.get(to);
    if (peer === undefined || !this.isUp()) return this.#tally.droppedOut();
    this.#tally.sent();
    const copy = message.slice();
    setImmediate(() => peer.#receive(this.#self, copy));
  }

  onMessage(handler: (from: NodeKey, message: Uint8Array) => void): void {
    this.#handler = handler;
  }

  counts(): BusCounts {
    return this.#tally.counts();
  }

  async close(): Promise<void> {
    if (this.isUp()) this.#buses.delete(this.#self);
  }

  #receive(from: NodeKey, message: Uint8Array): void {
    if (!this.isUp()) return;
    this.#tally.received();
    this.#handler(from, message);
  }
}
