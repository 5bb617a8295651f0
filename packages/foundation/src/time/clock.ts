/**
 * The two clocks of the shell. Decision code takes times as values and never a clock.
 *
 * Implementers MUST NOT let `monotonicMs` run back, and MUST count it on while the machine sleeps if they can.
 */
export interface Clock {
  /** Wall time in ms since 1970, for records. It may jump. */
  wallMs(): number;
  /** Milliseconds since an arbitrary instant, for durations and leases. It never runs back. */
  monotonicMs(): number;
}
