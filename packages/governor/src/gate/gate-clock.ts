import type { Clock } from "@plimsoll/foundation";

/** One reading of both clocks. */
export interface GateTime {
  /** Ms since 1970; never before an earlier reading plus the monotonic time since. */
  readonly timeMs: number;
  readonly monotonicMs: number;
}

/**
 * The time that a gate judges by: the wall clock, held up by the monotonic one. It never runs slower than the monotonic clock
 * from the latest time that this gate has known, by its own wall clock or by the issuer's signature. So a wall clock that is
 * set back does not lengthen a token's life; one that is set forward only denies, until its time has come or the gate is
 * opened anew.
 */
export class GateClock {
  readonly #clock: Clock;
  #latest: GateTime;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#latest = { timeMs: clock.wallMs(), monotonicMs: clock.monotonicMs() };
  }

  now(): GateTime {
    const monotonicMs = this.#clock.monotonicMs();
    const heldUpMs = this.#latest.timeMs + (monotonicMs - this.#latest.monotonicMs);
    this.#latest = { timeMs: Math.max(this.#clock.wallMs(), heldUpMs), monotonicMs };
    return this.#latest;
  }

  /** It is at least this late: the issuer has signed it. */
  raiseTo(timeMs: number): void {
    const { timeMs: known, monotonicMs } = this.now();
    this.#latest = { timeMs: Math.max(known, timeMs), monotonicMs };
  }
}
