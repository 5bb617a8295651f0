import type { PeerId } from "@libp2p/interface";
import { type Multiaddr, multiaddr } from "@multiformats/multiaddr";
import type { NodeKey } from "../../event/event.ts";
import { DhtExplorer } from "./dht-explorer.ts";
import type { Host } from "./libp2p-host.ts";
import { nodeKeyOf } from "./node-identity.ts";

export interface PeerKeeperOptions {
  readonly host: Host;
  readonly self: NodeKey;
  readonly admits: (node: NodeKey) => boolean;
  /** Addresses that are dialled for ever, such as `/ip4/127.0.0.1/tcp/4001/p2p/12D3…`. */
  readonly addresses: readonly string[];
  readonly connectionsMax: number;
  /** How many nodes the roster has: with all of them connected there is nobody to look for. */
  readonly meshSize: () => number;
}

/**
 * Keeps connections with the nodes that were named and with those that the DHT makes known, up to a bound. So the whole
 * routing table of a mesh within that bound is known, and a lookup needs no round.
 */
export class PeerKeeper {
  readonly #options: PeerKeeperOptions;
  readonly #addresses: ReadonlyMap<string, Multiaddr>;
  readonly #discovered = new Map<NodeKey, PeerId>();
  readonly #dials = new Map<string, Dial>();
  readonly #explorer: DhtExplorer;
  readonly #timer: NodeJS.Timeout;
  #rounds = 0;
  #underWay = 0;
  #isClosed = false;

  constructor(options: PeerKeeperOptions) {
    this.#options = options;
    this.#addresses = new Map(options.addresses.map(named));
    this.#explorer = new DhtExplorer(options.host, (peer) => this.#discover(peer));
    options.host.addEventListener("peer:discovery", ({ detail }) => this.#discover(detail.id));
    options.host.addEventListener("peer:connect", ({ detail }) => this.#connected(detail));
    this.#timer = setInterval(() => this.#round(), ROUND_MS);
    this.#round();
  }

  /** Connected and admitted, sorted. */
  connected(): readonly NodeKey[] {
    const nodes = this.#options.host.getPeers().flatMap((peer) => nodeKeyOf(peer) ?? []);
    return nodes.filter((node) => this.#options.admits(node)).sort();
  }

  /** Whether every node of the mesh may be assumed to be connected. */
  knowsAll(): boolean {
    return this.#options.host.getPeers().length < this.#options.connectionsMax;
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#explorer.close();
  }

  #hasWholeMesh(): boolean {
    return this.connected().length >= this.#options.meshSize() - 1;
  }

  #connected(peer: PeerId): void {
    this.#dials.delete(peer.toString());
    this.#discover(peer);
  }

  #discover(peer: PeerId): void {
    const node = nodeKeyOf(peer);
    if (node === null || node === this.#options.self || !this.#options.admits(node)) return;
    if (this.#discovered.has(node) || this.#discovered.size >= DISCOVERED_MAX) return;
    this.#discovered.set(node, peer);
    this.#explorer.foundNew();
    this.#dialDiscovered(node, peer);
  }

  #round(): void {
    this.#rounds++;
    this.#dialMissing();
    if (this.knowsAll() && !this.#hasWholeMesh()) this.#explorer.round(performance.now());
  }

  #dialMissing(): void {
    const connected = new Set(this.#options.host.getPeers().map(String));
    for (const [name, address] of this.#addresses) {
      if (!connected.has(name)) this.#dial(name, address, NAMED_PAUSE_MS_MAX);
    }
    for (const [node, peer] of this.#discovered) {
      if (!connected.has(peer.toString())) this.#dialDiscovered(node, peer);
    }
  }

  /** The lower key dials; the other one steps in now and then, for only one of them may know the address. */
  #dialDiscovered(node: NodeKey, peer: PeerId): void {
    const isMine = this.#options.self < node || this.#rounds % 5 === 0;
    if (isMine && this.knowsAll()) this.#dial(peer.toString(), peer, FOUND_PAUSE_MS_MAX);
  }

  #dial(name: string, target: PeerId | Multiaddr, pauseMsMax: number): void {
    const { host } = this.#options;
    const dial = this.#dials.get(name) ?? { isUnderWay: false, failures: 0, notBeforeMs: 0 };
    if (this.#underWay >= DIALS_AT_ONCE || dial.isUnderWay || performance.now() < dial.notBeforeMs) return;
    this.#underWay++;
    this.#dials.set(name, { ...dial, isUnderWay: true });
    host
      .dial(target, { signal: AbortSignal.timeout(DIAL_MS) })
      .then(
        () => this.#dials.delete(name),
        () => this.#dials.set(name, failedAgain(dial, pauseMsMax)),
      )
      .finally(() => this.#dialled());
  }

  #dialled(): void {
    this.#underWay--;
    if (!this.#isClosed) this.#dialMissing();
  }
}

interface Dial {
  readonly isUnderWay: boolean;
  readonly failures: number;
  readonly notBeforeMs: number;
}

function failedAgain({ failures }: Dial, pauseMsMax: number): Dial {
  const pauseMs = Math.min(pauseMsMax, ROUND_MS * 2 ** Math.min(failures, 10));
  return { isUnderWay: false, failures: failures + 1, notBeforeMs: performance.now() + pauseMs };
}

/** With its peer's name; an address without one goes by itself. */
function named(text: string): [string, Multiaddr] {
  const address = multiaddr(text);
  const peer = address.getComponents().findLast(({ name }) => name === "p2p");
  return [peer?.value ?? text, address];
}

const ROUND_MS = 1_000;
const DIAL_MS = 20_000;
/** A handshake costs some ms of one core. Were all peers dialled at once after an outage, a busy machine would time most of them out. */
const DIALS_AT_ONCE = 4;
const NAMED_PAUSE_MS_MAX = 4_000;
const FOUND_PAUSE_MS_MAX = 60_000;
const DISCOVERED_MAX = 10_000;
