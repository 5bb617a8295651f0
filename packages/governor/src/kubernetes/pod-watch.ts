import type { Clock } from "@plimsoll/foundation";
import type { Timers } from "../warden/timers.ts";
import type { Cluster, KubernetesObject, WatchEvent } from "./cluster.ts";
import { PODS } from "./resource-types.ts";
import { textAt } from "./untrusted-fields.ts";

export interface PodWatchParts {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Something changed, or the cluster was lost or found again. */
  readonly onChange: () => void;
  readonly onConnection: (cause: unknown) => void;
}

/** All pods are listed anew so often: whatever a watch missed is known then (level-triggered, law L6). */
export const RESYNC_MS = 10_000;
const RETRY_MS = 250;
const RETRY_MAX_MS = 2_000;

/** The pods of a cluster as the API tells them: a list, then a watch from there, over and over. */
export class PodWatch {
  readonly #parts: PodWatchParts;
  readonly #ending = new AbortController();
  #pods = new Map<string, KubernetesObject>();
  #listedAtMs: number | null = null;
  /** `null` until the first attempt. */
  #isConnected: boolean | null = null;
  readonly #done: Promise<void>;

  constructor(parts: PodWatchParts) {
    this.#parts = parts;
    this.#done = this.#follow();
  }

  /** As far as known; empty before the first list. */
  pods(): readonly KubernetesObject[] {
    return [...this.#pods.values()];
  }

  /** Whether what is known is how it is: the API answers, and the last list is not long past. */
  isFresh(): boolean {
    if (this.#isConnected !== true || this.#listedAtMs === null) return false;
    return this.#parts.clock.monotonicMs() - this.#listedAtMs < 2 * RESYNC_MS;
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#done;
  }

  async #follow(): Promise<void> {
    let retryMs = RETRY_MS;
    while (!this.#ending.signal.aborted) {
      try {
        await this.#listAndWatch();
        retryMs = RETRY_MS;
      } catch (cause) {
        if (this.#ending.signal.aborted) return;
        this.#connected(cause);
        await this.#pause(retryMs);
        retryMs = Math.min(2 * retryMs, RETRY_MAX_MS);
      }
    }
  }

  async #listAndWatch(): Promise<void> {
    const { items, resourceVersion } = await this.#parts.cluster.list(PODS);
    this.#pods = new Map(items.map((pod) => [uidOf(pod), pod]));
    this.#listedAtMs = this.#parts.clock.monotonicMs();
    this.#connected(null);
    const from = { resourceVersion, forMs: RESYNC_MS };
    await this.#parts.cluster.watch(PODS, from, (event) => this.#take(event), this.#ending.signal);
  }

  #take({ type, object }: WatchEvent): void {
    if (type === "DELETED") this.#pods.delete(uidOf(object));
    else this.#pods.set(uidOf(object), object);
    this.#parts.onChange();
  }

  #connected(cause: unknown): void {
    const isConnected = cause === null;
    if (isConnected !== this.#isConnected) this.#parts.onConnection(cause);
    this.#isConnected = isConnected;
    this.#parts.onChange();
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#parts.timers.after(delayMs, resolve);
      this.#ending.signal.addEventListener("abort", () => (cancel(), resolve()), { once: true });
    });
  }
}

const uidOf = (pod: KubernetesObject): string => textAt(pod, "metadata", "uid") ?? "";
