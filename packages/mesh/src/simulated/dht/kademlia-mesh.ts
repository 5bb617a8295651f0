import { RandomStream } from "@plimsoll/foundation";
import type { NodeKey } from "../../event/event.ts";
import { survives99PercentPpm } from "../../node/blob-survival.ts";
import { notPlaced } from "../../node/memory/memory-blob-store.ts";
import type { BlobReceipt, BlobStore } from "../../ports/blob-store.ts";
import type { Cryptography } from "../../ports/cryptography.ts";
import type { Host } from "../world/host.ts";
import { World } from "../world/world.ts";
import type { KademliaMessage } from "./kademlia-message.ts";
import { KademliaNode } from "./kademlia-node.ts";

/** A simulated Kademlia: its seed, its size, and how often a node repairs what it keeps, ms. */
export interface KademliaPlan {
  readonly seed: number;
  readonly nodes: number;
  readonly repairMs: number;
}

type KademliaHost = Host<KademliaMessage, never, KademliaNode>;

/** Nodes that one that joins is told of. */
const INTRODUCED = 3;
const DIGEST = /^[0-9a-f]{64}$/u;

/** A DHT in virtual time, from one seed. */
export class KademliaMesh {
  readonly world: World<KademliaMessage, never, KademliaNode>;
  readonly #plan: KademliaPlan;
  readonly #crypto: Pick<Cryptography, "sha256">;
  readonly #random: RandomStream;
  readonly #keys: NodeKey[] = [];

  constructor(plan: KademliaPlan, crypto: Pick<Cryptography, "sha256">) {
    this.#plan = plan;
    this.#crypto = crypto;
    this.#random = RandomStream.from("dht", plan.seed);
    this.world = new World(RandomStream.from("dht network", plan.seed));
    for (let node = 0; node < plan.nodes; node += 1) this.join();
  }

  /** Nodes that run. */
  living(): KademliaHost[] {
    return this.world.hosts.filter(({ program }) => program !== null);
  }

  /** A new node, with an empty disk, told of a few that live. */
  join(): KademliaHost {
    const living = this.living();
    const known = living.length === 0 ? [] : Array.from({ length: INTRODUCED }, () => this.#any(living).key);
    const key = this.#crypto.sha256(Buffer.from(`dht ${this.#plan.seed} node ${this.#keys.length}`));
    this.#keys.push(key);
    const { repairMs } = this.#plan;
    const host = this.world.add(
      key,
      (_, nowMs) => new KademliaNode({ key, crypto: this.#crypto, known, nowMs, repairMs }),
    );
    host.start();
    return host;
  }

  /** One dies with what it holds, and another joins. */
  replaceOne(): void {
    this.#any(this.living()).kill();
    this.join();
  }

  anyLiving(): KademliaHost {
    return this.#any(this.living());
  }

  storeAt(host: KademliaHost): BlobStore {
    return new SimulatedBlobStore(host, this.#crypto, () => this.living().length);
  }

  #any(hosts: readonly KademliaHost[]): KademliaHost {
    const host = hosts[this.#random.below(hosts.length)];
    if (host === undefined) throw new Error("expected a node that lives, got none");
    return host;
  }
}

/** The `BlobStore` of one simulated node: promises that are kept while the world's time goes by. */
class SimulatedBlobStore implements BlobStore {
  readonly #host: KademliaHost;
  readonly #crypto: Pick<Cryptography, "sha256">;
  readonly #nodes: () => number;

  constructor(host: KademliaHost, crypto: Pick<Cryptography, "sha256">, nodes: () => number) {
    this.#host = host;
    this.#crypto = crypto;
    this.#nodes = nodes;
  }

  put(bytes: Uint8Array): Promise<BlobReceipt> {
    const digest = this.#crypto.sha256(bytes);
    return new Promise((resolve, reject) => {
      this.#host.act((node) => {
        node.onTime(this.#host.wallMs());
        node.put(digest, bytes.slice(), (copies) => {
          const nodes = this.#nodes();
          if (copies < 2) reject(notPlaced(digest));
          else resolve({ digest, copies, nodes, survives99PercentPpm: survives99PercentPpm(copies, nodes) });
        });
      });
    });
  }

  get(digest: string): Promise<Uint8Array | null> {
    const { program } = this.#host;
    if (!DIGEST.test(digest) || program === null) return Promise.resolve(null);
    const own = program.held.get(digest);
    if (own !== undefined) return Promise.resolve(own.slice());
    return new Promise((resolve) => {
      this.#host.act((node) => {
        node.onTime(this.#host.wallMs());
        node.lookUp(digest, true, ({ content }) => resolve(content?.slice() ?? null));
      });
    });
  }

  close(): Promise<void> {
    if (this.#host.program !== null) this.#host.kill();
    return Promise.resolve();
  }
}
