import type { NodeKey } from "../event/event.ts";
import { type BusCounts, BusTally, type LiveBus } from "./bus-counts.ts";

export interface FallbackBusOptions {
  /** The usual road: brokers. */
  readonly first: LiveBus;
  /** The road that needs no broker. */
  readonly second: LiveBus;
  /** For so long after the first road failed or came back, messages take both. 15 000 ms by default: a client needs 10 s to notice a silent broker. */
  readonly changeOverMs?: number;
}

/**
 * Brokers first, straight roads when they are down, both during a change-over. A message may arrive twice and out of
 * order, which every bus may do. A peer that only one road knows is reached by that one.
 */
export class FallbackBus implements LiveBus {
  readonly #first: LiveBus;
  readonly #second: LiveBus;
  readonly #changeOverMs: number;
  readonly #tally = new BusTally();
  #wasUp: boolean;
  #changedMs = Number.NEGATIVE_INFINITY;

  constructor({ first, second, changeOverMs = 15_000 }: FallbackBusOptions) {
    this.#first = first;
    this.#second = second;
    this.#changeOverMs = changeOverMs;
    this.#wasUp = first.isUp();
  }

  peers(): readonly NodeKey[] {
    return [...new Set([...this.#first.peers(), ...this.#second.peers()])].sort();
  }

  isUp(): boolean {
    return this.#first.isUp() || this.#second.isUp();
  }

  send(to: NodeKey, message: Uint8Array): void {
    const reachable = this.#first.peers().includes(to);
    const firstServes = this.#first.isUp() && reachable;
    const takesBoth = this.#isChangingOver(performance.now());
    if (firstServes || takesBoth) this.#first.send(to, message);
    if (!firstServes || takesBoth) this.#second.send(to, message);
    this.#tally.sent();
  }

  onMessage(handler: (from: NodeKey, message: Uint8Array) => void): void {
    const receive = (from: NodeKey, message: Uint8Array): void => {
      this.#tally.received();
      handler(from, message);
    };
    this.#first.onMessage(receive);
    this.#second.onMessage(receive);
  }

  /** Of both roads; `sent` and `received` count what the caller saw. */
  counts(): BusCounts {
    const [first, second] = [this.#first.counts(), this.#second.counts()];
    return {
      ...this.#tally.counts(),
      droppedOut: first.droppedOut + second.droppedOut,
      droppedIn: first.droppedIn + second.droppedIn,
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.#first.close(), this.#second.close()]);
  }

  #isChangingOver(nowMs: number): boolean {
    const isUp = this.#first.isUp();
    if (isUp !== this.#wasUp) this.#changedMs = nowMs;
    this.#wasUp = isUp;
    return nowMs - this.#changedMs < this.#changeOverMs;
  }
}
