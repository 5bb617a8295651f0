/** How much was asked for lately in each account: what an owner keeps back when others ask. */
export class RecentDemand {
  readonly #windowMs: number;
  readonly #asked = new Map<string, { readonly atMs: number; readonly quantity: number }[]>();

  /** @param windowMs how long a demand counts as recent, ms */
  constructor(windowMs = 10_000) {
    this.#windowMs = windowMs;
  }

  /** @param nowMs of a clock that does not run back */
  note(account: string, quantity: number, nowMs: number): void {
    this.#asked.set(account, [...this.#recent(account, nowMs), { atMs: nowMs, quantity }]);
  }

  /** Micro-CU asked for within the window. */
  of(account: string, nowMs: number): number {
    const sum = this.#recent(account, nowMs).reduce((total, { quantity }) => total + quantity, 0);
    return Math.min(Number.MAX_SAFE_INTEGER, sum);
  }

  #recent(account: string, nowMs: number) {
    return (this.#asked.get(account) ?? []).filter(({ atMs }) => atMs > nowMs - this.#windowMs).slice(-DEMANDS_MAX);
  }
}

/** A flood of requests must not grow memory: the newest speak for the rest. */
const DEMANDS_MAX = 1_000;
