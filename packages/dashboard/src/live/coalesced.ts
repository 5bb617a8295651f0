/** No view asks more often than this, however much happens. */
export const BETWEEN_MS_MIN = 1_000;

/** The clock and the timer that a shell brings. */
export interface Timing {
  nowMs(): number;
  /** Calls back once; the answer calls it off. */
  after(delayMs: number, then: () => void): () => void;
}

/**
 * Makes of any number of wishes at most one asking a second, and never two at a time. A wish that comes while one is under way is
 * kept: what was asked before it may not know of it.
 */
export class Coalesced {
  readonly #ask: () => Promise<void>;
  readonly #timing: Timing;
  #startedAtMs = Number.NEGATIVE_INFINITY;
  #isRunning = false;
  #isWanted = false;
  #callOff: (() => void) | null = null;
  #isClosed = false;

  constructor(ask: () => Promise<void>, timing: Timing) {
    this.#ask = ask;
    this.#timing = timing;
  }

  want(): void {
    this.#isWanted = true;
    if (this.#isRunning || this.#callOff !== null || this.#isClosed) return;
    const delayMs = Math.max(0, this.#startedAtMs + BETWEEN_MS_MIN - this.#timing.nowMs());
    if (delayMs === 0) void this.#run();
    else this.#callOff = this.#timing.after(delayMs, () => void this.#run());
  }

  close(): void {
    this.#isClosed = true;
    this.#callOff?.();
  }

  async #run(): Promise<void> {
    this.#callOff = null;
    this.#isWanted = false;
    this.#isRunning = true;
    this.#startedAtMs = this.#timing.nowMs();
    try {
      await this.#ask();
    } finally {
      this.#isRunning = false;
    }
    if (this.#isWanted) this.want();
  }
}
