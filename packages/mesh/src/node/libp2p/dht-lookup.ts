import type { PeerId } from "@libp2p/interface";
import { CID } from "multiformats/cid";
import * as raw from "multiformats/codecs/raw";
import { create } from "multiformats/hashes/digest";
import type { NodeKey } from "../../event/event.ts";
import type { Host } from "./libp2p-host.ts";
import { nodeKeyOf } from "./node-identity.ts";
import { multihashOf } from "./xor-distance.ts";

/** What the DHT knows: provider records and the closest peers. Bounded in time; a failure finds nobody. */
export class DhtLookup {
  readonly #host: Host;
  readonly #closing = new AbortController();
  readonly #toProvide = new Set<string>();
  #isProviding = false;

  constructor(host: Host) {
    this.#host = host;
  }

  async providers(digest: string): Promise<readonly NodeKey[]> {
    const found = this.#host.services.dht.findProviders(cidOf(digest), { signal: this.#within(LOOKUP_MS) });
    return collect(found, (event) => (event.name === "PROVIDER" ? event.providers.map(({ id }) => id) : []));
  }

  async closest(digest: string): Promise<readonly NodeKey[]> {
    const found = this.#host.services.dht.getClosestPeers(multihashOf(digest), { signal: this.#within(LOOKUP_MS) });
    return collect(found, (event) => (event.name === "FINAL_PEER" ? [event.peer.id] : []));
  }

  /** Writes a provider record in the background, one at a time with a rest between: copies do not depend on it. */
  provide(digest: string): void {
    if (this.#toProvide.size < PROVIDE_MAX) this.#toProvide.add(digest);
    if (!this.#isProviding) void this.#provideAll();
  }

  close(): void {
    this.#closing.abort();
    this.#toProvide.clear();
  }

  async #provideAll(): Promise<void> {
    this.#isProviding = true;
    for (const digest of this.#toProvide) {
      await this.#rest();
      if (this.#closing.signal.aborted) break;
      this.#toProvide.delete(digest);
      const events = this.#host.services.dht.provide(cidOf(digest), { signal: this.#within(PROVIDE_MS) });
      await collect(events, () => []);
    }
    this.#isProviding = false;
  }

  async #rest(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PROVIDE_REST_MS);
      this.#closing.signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
    });
  }

  #within(ms: number): AbortSignal {
    return AbortSignal.any([this.#closing.signal, AbortSignal.timeout(ms)]);
  }
}

async function collect<T>(
  events: AsyncIterable<T>,
  peersOf: (event: T) => readonly PeerId[],
): Promise<readonly NodeKey[]> {
  const found = new Set<NodeKey>();
  try {
    for await (const event of events) {
      for (const node of peersOf(event).map(nodeKeyOf)) if (node !== null) found.add(node);
    }
  } catch {
    // Time ran out or nobody answered: what was found until then counts.
  }
  return [...found];
}

const cidOf = (digest: string): CID => CID.createV1(raw.code, create(0x12, Buffer.from(digest, "hex")));

const LOOKUP_MS = 3_000;
const PROVIDE_MS = 20_000;
/** A record costs some 50 streams. Copies are found without it by whoever knows the mesh, so it can wait. */
const PROVIDE_REST_MS = 10_000;
const PROVIDE_MAX = 10_000;
