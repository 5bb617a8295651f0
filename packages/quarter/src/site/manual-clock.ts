import { type Clock, PlimsollError } from "@plimsoll/foundation";

/** A clock that stands until it is set, and never runs back. Wall and monotonic time are one. */
export class ManualClock implements Clock {
  #nowMs: number;

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  readonly wallMs = (): number => this.#nowMs;
  readonly monotonicMs = (): number => this.#nowMs;

  /** Throws `CLOCK_REVERSED` for a time before the present one. */
  setTo(nowMs: number): void {
    if (nowMs < this.#nowMs) throw reversed(this.#nowMs, nowMs);
    this.#nowMs = nowMs;
  }
}

const reversed = (nowMs: number, askedMs: number): PlimsollError =>
  new PlimsollError({
    code: "CLOCK_REVERSED",
    expected: `a time from ${nowMs} ms on`,
    received: `${askedMs} ms`,
    fix: "put what happens into the order of time",
  });
