import type { Clock } from "@plimsoll/foundation";

const PPM = 1_000_000;

/** The clocks of one machine: a wall clock that drifts and can be set, and a monotonic one that only drifts. */
export class HostClock implements Clock {
  readonly #epochMs: number;
  readonly #trueMs: () => number;
  readonly #driftPpm: number;
  /** What somebody set it forward by, ms. */
  stepMs = 0;

  constructor(epochMs: number, trueMs: () => number, driftPpm: number) {
    this.#epochMs = epochMs;
    this.#trueMs = trueMs;
    this.#driftPpm = driftPpm;
  }

  wallMs(): number {
    return this.#epochMs + this.monotonicMs() + this.stepMs;
  }

  monotonicMs(): number {
    const trueMs = this.#trueMs();
    return trueMs + Math.floor((trueMs * this.#driftPpm) / PPM);
  }
}
