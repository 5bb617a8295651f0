import { hash } from "node:crypto";
import { PlimsollError } from "@plimsoll/foundation";
import type { NodeKey } from "../../event/event.ts";
import type { BlobReceipt, BlobStore } from "../../ports/blob-store.ts";
import { COPIES } from "../transport-limits.ts";
import { survives99PercentPpm } from "../blob-survival.ts";

/** Where the blob stores of one process meet. */
export class MemoryBlobHub {
  readonly #stores = new Map<NodeKey, Map<string, Uint8Array>>();

  join(node: NodeKey): MemoryBlobStore {
    this.#stores.set(node, new Map());
    return new MemoryBlobStore(node, this.#stores);
  }
}

/** Content on the nodes of one process whose keys are closest to it, and on the one that put it. */
export class MemoryBlobStore implements BlobStore {
  readonly #self: NodeKey;
  readonly #stores: Map<NodeKey, Map<string, Uint8Array>>;

  constructor(self: NodeKey, stores: Map<NodeKey, Map<string, Uint8Array>>) {
    this.#self = self;
    this.#stores = stores;
  }

  async put(bytes: Uint8Array): Promise<BlobReceipt> {
    const digest = hash("sha256", bytes, "hex");
    const others = [...this.#stores.keys()].filter((node) => node !== this.#self);
    if (others.length === 0) throw notPlaced(digest);
    const holders = closestTo(digest, others).slice(0, COPIES - 1);
    for (const node of [this.#self, ...holders]) this.#stores.get(node)?.set(digest, bytes.slice());
    const copies = holders.length + 1;
    const nodes = this.#stores.size;
    return { digest, copies, nodes, survives99PercentPpm: survives99PercentPpm(copies, nodes) };
  }

  async get(digest: string): Promise<Uint8Array | null> {
    if (!this.#stores.has(this.#self)) return null;
    for (const store of this.#stores.values()) {
      const bytes = store.get(digest);
      if (bytes !== undefined && hash("sha256", bytes, "hex") === digest) return bytes.slice();
    }
    return null;
  }

  async close(): Promise<void> {
    this.#stores.delete(this.#self);
  }
}

const closestTo = (digest: string, nodes: readonly NodeKey[]): readonly NodeKey[] =>
  nodes.toSorted((a, b) => (distance(a, digest) < distance(b, digest) ? -1 : 1));

const distance = (node: NodeKey, digest: string): bigint =>
  BigInt(`0x${hash("sha256", node, "hex")}`) ^ BigInt(`0x${digest}`);

export const notPlaced = (digest: string): PlimsollError =>
  new PlimsollError({
    code: "BLOB_NOT_PLACED",
    expected: "at least one other node that takes a copy",
    received: `none for ${digest}`,
    fix: "wait until a peer is reachable and put it again",
  });
