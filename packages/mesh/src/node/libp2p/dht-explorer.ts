import { randomBytes } from "node:crypto";
import type { PeerId } from "@libp2p/interface";
import type { Host } from "./libp2p-host.ts";

/**
 * Finds the nodes of the mesh through the DHT: asks for the surroundings of itself and of random places in turn. Soon
 * again after something new, rarely when all is known. The DHT's own rounds are 5 min apart, which a restart cannot wait for.
 */
export class DhtExplorer {
  readonly #host: Host;
  readonly #onPeer: (peer: PeerId) => void;
  readonly #closing = new AbortController();
  #isUnderWay = false;
  #pauseMs = PAUSE_MS;
  #notBeforeMs = performance.now() + PAUSE_MS * (0.5 + Math.random());
  #explorations = 0;

  constructor(host: Host, onPeer: (peer: PeerId) => void) {
    this.#host = host;
    this.#onPeer = onPeer;
  }

  foundNew(): void {
    this.#pauseMs = PAUSE_MS;
  }

  /** Explores if it is time to. */
  round(nowMs: number): void {
    if (this.#isUnderWay || nowMs < this.#notBeforeMs || this.#closing.signal.aborted) return;
    this.#isUnderWay = true;
    this.#pauseMs = Math.min(PAUSE_MS_MAX, 2 * this.#pauseMs);
    void this.#explore().finally(() => {
      this.#isUnderWay = false;
      this.#notBeforeMs = performance.now() + this.#pauseMs;
    });
  }

  close(): void {
    this.#closing.abort();
  }

  async #explore(): Promise<void> {
    const isAroundSelf = this.#explorations++ % 2 === 0;
    const place = isAroundSelf ? this.#host.peerId.toMultihash().bytes : randomBytes(34);
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(EXPLORE_MS)]);
    try {
      for await (const event of this.#host.services.dht.getClosestPeers(place, { signal })) {
        if (event.name === "PEER_RESPONSE") for (const { id } of event.closer) this.#onPeer(id);
      }
    } catch {
      // Nobody answered in time; the next round asks again.
    }
  }
}

/** An exploration asks most of a small mesh: at a start-up all nodes do it at once. */
const PAUSE_MS = 4_000;
const PAUSE_MS_MAX = 60_000;
const EXPLORE_MS = 5_000;
