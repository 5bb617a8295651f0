import { type Key, partKey, wordAt } from "@plimsoll/simulation";

/** As the governor renews: so many times in a lease's life. */
const RENEWALS_PER_TTL = 4;

/**
 * When a controller that lives gives its heartbeats, and which of them reach a node. Whether one is lost hangs on its number and on the
 * node alone.
 */
export class Heartbeats {
  readonly intervalMs: number;
  readonly #beginMs: number;
  readonly #lostBelow: number;
  readonly #keys: readonly Key[];

  constructor(beginMs: number, leaseTtlMs: number, lossPpm: number, nodes: number, key: Key) {
    this.#beginMs = beginMs;
    this.intervalMs = Math.max(1, Math.floor(leaseTtlMs / RENEWALS_PER_TTL));
    this.#lostBelow = Math.floor((lossPpm * 2 ** 32) / 1_000_000);
    this.#keys = Array.from({ length: nodes }, (_, node) => partKey(key, node));
  }

  /** The number of the first beat after an instant. */
  firstAfter(atMs: number): number {
    return Math.floor((atMs - this.#beginMs) / this.intervalMs) + 1;
  }

  /** The number of the last beat up to an instant. */
  lastUpTo(atMs: number): number {
    return Math.floor((atMs - this.#beginMs) / this.intervalMs);
  }

  atMs(beat: number): number {
    return this.#beginMs + beat * this.intervalMs;
  }

  isHeard(node: number, beat: number): boolean {
    return wordAt(this.#keys[node] as Key, beat) >= this.#lostBelow;
  }
}
