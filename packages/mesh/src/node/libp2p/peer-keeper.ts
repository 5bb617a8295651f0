import type { PeerId } from "@libp2p/interface";
import { type Multiaddr, multiaddr } from "@multiformats/multiaddr";
import type { NodeKey } from "../../event/event.ts";
import type { Host } from "./libp2p-host.ts";
import { nodeKeyOf } from "./node-identity.ts";

export interface PeerKeeperOptions {
  readonly host: Host;
  readonly self: NodeKey;
  readonly admits: (node: NodeKey) => boolean;
  /** Addresses that are dialled for ever, such as `/ip4/127.0.0.1/tcp/4001/p2p/12D3…`. */
  readonly addresses: readonly string[];
  readonly connectionsMax: number;
}

/**
 * Keeps connections with the nodes that were named and with those that the DHT makes known, up to a bound. So the whole
 * routing table of a mesh within that bound is known, and a lookup needs no round.
 */
export class PeerKeeper {
  readonly #options: PeerKeeperOptions;
  readonly #addresses: readonly Multiaddr[];
  readonly #discovered = new Map<NodeKey, PeerId>();
  readonly #dialling = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #rounds = 0;

  constructor(options: PeerKeeperOptions) {
    this.#options = options;
    this.#addresses = options.addresses.map((address) => multiaddr(address));
    options.host.addEventListener("peer:discovery", ({ detail }) => this.#discover(detail.id));
    this.#timer = setInterval(() => this.#round(), ROUND_MS);
    this.#round();
  }

  /** Connected and admitted, sorted. */
  connected(): readonly NodeKey[] {
    const nodes = this.#options.host.getPeers().map(nodeKeyOf);
    return nodes.filter((node) => node !== null && this.#options.admits(node)).sort() as NodeKey[];
  }

  /** Whether every node of the mesh may be assumed to be connected. */
  knowsAll(): boolean {
    return this.connected().length < this.#options.connectionsMax;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #discover(peer: PeerId): void {
    const node = nodeKeyOf(peer);
    if (node === null || node === this.#options.self || !this.#options.admits(node)) return;
    if (this.#discovered.size < DISCOVERED_MAX) this.#discovered.set(node, peer);
    this.#dialDiscovered(node, peer);
  }

  #round(): void {
    this.#rounds++;
    for (const address of this.#addresses) this.#dial(address.toString(), address);
    for (const [node, peer] of this.#discovered) this.#dialDiscovered(node, peer);
  }

  /** The lower key dials; the other one steps in later, for only one of them may know the address. */
  #dialDiscovered(node: NodeKey, peer: PeerId): void {
    const isMine = this.#options.self < node || this.#rounds % 5 === 0;
    if (isMine && this.knowsAll()) this.#dial(node, peer);
  }

  #dial(name: string, target: PeerId | Multiaddr): void {
    const { host } = this.#options;
    if (this.#dialling.has(name) || isConnected(host, target)) return;
    this.#dialling.add(name);
    const done = (): void => void this.#dialling.delete(name);
    host.dial(target, { signal: AbortSignal.timeout(DIAL_MS) }).then(done, done);
  }
}

function isConnected(host: Host, target: PeerId | Multiaddr): boolean {
  const name =
    "getComponents" in target
      ? target.getComponents().findLast(({ name }) => name === "p2p")?.value
      : target.toString();
  return host.getPeers().some((peer) => peer.toString() === name);
}

const ROUND_MS = 1_000;
const DIAL_MS = 10_000;
const DISCOVERED_MAX = 10_000;
