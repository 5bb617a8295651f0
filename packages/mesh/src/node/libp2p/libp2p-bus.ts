import type { NodeKey } from "../../event/event.ts";
import { type BusCounts, BusTally, type LiveBus } from "../bus-counts.ts";
import { MESSAGE_BYTES_MAX } from "../transport-limits.ts";
import { FramedProtocol } from "./framed-protocol.ts";
import type { Host } from "./libp2p-host.ts";
import type { PeerKeeper } from "./peer-keeper.ts";

/** Messages straight from node to node, over `/plimsoll/mesh/1`. The sender of each is proven. */
export class Libp2pBus implements LiveBus {
  readonly #peers: PeerKeeper;
  readonly #protocol: FramedProtocol;
  readonly #tally = new BusTally();
  #handler: (from: NodeKey, message: Uint8Array) => void = () => undefined;

  private constructor(host: Host, peers: PeerKeeper, admits: (node: NodeKey) => boolean) {
    this.#peers = peers;
    this.#protocol = new FramedProtocol({
      libp2p: host,
      protocol: "/plimsoll/mesh/1",
      messageBytesMax: MESSAGE_BYTES_MAX,
      onMessage: (from, message) => (admits(from) ? this.#receive(from, message) : this.#tally.droppedIn()),
      onDropOut: () => this.#tally.droppedOut(),
      onDropIn: () => this.#tally.droppedIn(),
    });
  }

  static async start(host: Host, peers: PeerKeeper, admits: (node: NodeKey) => boolean): Promise<Libp2pBus> {
    const bus = new Libp2pBus(host, peers, admits);
    await bus.#protocol.start();
    return bus;
  }

  peers(): readonly NodeKey[] {
    return this.#peers.connected();
  }

  isUp(): boolean {
    return this.peers().length > 0;
  }

  send(to: NodeKey, message: Uint8Array): void {
    this.#tally.sent();
    // The caller may use its bytes again; the queue keeps them.
    this.#protocol.send(to, message.slice());
  }

  onMessage(handler: (from: NodeKey, message: Uint8Array) => void): void {
    this.#handler = handler;
  }

  counts(): BusCounts {
    return this.#tally.counts();
  }

  async close(): Promise<void> {
    this.#handler = () => undefined;
    await this.#protocol.close();
  }

  #receive(from: NodeKey, message: Uint8Array): void {
    this.#tally.received();
    this.#handler(from, message);
  }
}
