import type { NodeKey } from "../../event/event.ts";
import type { BlobReceipt, BlobStore } from "../../ports/blob-store.ts";
import type { BusCounts, LiveBus } from "../bus-counts.ts";
import { type BlobShelf, MemoryShelf } from "./blob-shelf.ts";
import { Libp2pBlobStore } from "./libp2p-blob-store.ts";
import { Libp2pBus } from "./libp2p-bus.ts";
import { type Host, openHost } from "./libp2p-host.ts";
import { nodeKeyOf } from "./node-identity.ts";
import { PeerKeeper } from "./peer-keeper.ts";

export interface Libp2pTransportOptions {
  /** The node's Ed25519 seed, 32 bytes: its peer id is made of the same key, and so proves it. */
  readonly seed: Uint8Array;
  /** Such as `/ip4/0.0.0.0/tcp/4001`. Port 0 takes a free one. */
  readonly listen: readonly string[];
  /** Addresses of nodes that are dialled for ever, with their peer ids. Others are found through the DHT. */
  readonly addresses: readonly string[];
  /** Whom to talk with: the roster. */
  readonly admits: (node: NodeKey) => boolean;
  /** How many nodes the roster has, this one too: for the survival figure of blobs, and for when to stop looking for peers. */
  readonly meshSize: () => number;
  /** Where blobs are held; 256 MiB of memory by default. */
  readonly shelf?: BlobShelf;
  /** Connections that are kept. 256 by default. */
  readonly connectionsMax?: number;
}

/** One libp2p node: the bus that needs no broker, and blobs by content. */
export class Libp2pTransport implements LiveBus, BlobStore {
  readonly key: NodeKey;
  readonly #host: Host;
  readonly #peers: PeerKeeper;
  readonly #bus: Libp2pBus;
  readonly #blobs: Libp2pBlobStore;
  #closed: Promise<void> | null = null;

  private constructor(key: NodeKey, host: Host, peers: PeerKeeper, bus: Libp2pBus, blobs: Libp2pBlobStore) {
    this.key = key;
    this.#host = host;
    this.#peers = peers;
    this.#bus = bus;
    this.#blobs = blobs;
  }

  /** Listens when it resolves; peers come later. */
  static async open(options: Libp2pTransportOptions): Promise<Libp2pTransport> {
    const { admits, meshSize, addresses, connectionsMax = 256, shelf = new MemoryShelf() } = options;
    const host = await openHost({ ...options, connectionsMax });
    const self = nodeKeyOf(host.peerId) ?? "";
    const peers = new PeerKeeper({ host, self, admits, addresses, connectionsMax, meshSize });
    const bus = await Libp2pBus.start(host, peers, admits);
    const blobs = await Libp2pBlobStore.start({ host, self, peers, shelf, admits, meshSize });
    return new Libp2pTransport(self, host, peers, bus, blobs);
  }

  /** Where others reach this node, with its peer id. */
  get addresses(): readonly string[] {
    return this.#host.getMultiaddrs().map(String);
  }

  peers(): readonly NodeKey[] {
    return this.#bus.peers();
  }

  isUp(): boolean {
    return this.#bus.isUp();
  }

  send(to: NodeKey, message: Uint8Array): void {
    this.#bus.send(to, message);
  }

  onMessage(handler: (from: NodeKey, message: Uint8Array) => void): void {
    this.#bus.onMessage(handler);
  }

  counts(): BusCounts {
    return this.#bus.counts();
  }

  async put(bytes: Uint8Array): Promise<BlobReceipt> {
    return this.#blobs.put(bytes);
  }

  async get(digest: string): Promise<Uint8Array | null> {
    return this.#blobs.get(digest);
  }

  /** Brings the copies of a blob back to their number; null when nobody reachable holds it. */
  async repair(digest: string): Promise<BlobReceipt | null> {
    return this.#blobs.repair(digest);
  }

  /** Ends the node. Closing again is harmless. */
  async close(): Promise<void> {
    this.#closed ??= this.#end();
    await this.#closed;
  }

  async #end(): Promise<void> {
    this.#peers.close();
    await this.#bus.close();
    await this.#blobs.close();
    await this.#host.stop();
  }
}
