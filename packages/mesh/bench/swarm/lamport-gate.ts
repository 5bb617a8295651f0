/** What a gate refuses, and after how long a silence a peer no longer counts. */
export interface GateLimits {
  /** Steps between two clocks that still pass. */
  readonly gapMax: number;
  readonly silenceMaxMs: number;
}

/** `min(max(16 hz latency, 32), 128)` at the 10 Hz and 100 ms that are assumed when a message says nothing. */
export const GATE_LIMITS: GateLimits = { gapMax: Math.min(Math.max(16 * 10 * 0.1, 32), 128), silenceMaxMs: 5_000 };

/**
 * A Lamport clock that takes a gap between two clocks for a fault. A refused message teaches its receiver nothing, so that
 * two clocks once too far apart stay so. Receiving takes the greater of the two clocks and adds nothing: with that rule two
 * peers at 10 Hz tick 20 times a second, as was recorded, and it is gentler than adding one.
 */
export class LamportGate {
  readonly #limits: GateLimits;
  readonly #heard = new Map<string, { lamport: number; atMs: number }>();
  #lamport = 0;
  #gapRejections = 0;

  constructor(limits: GateLimits) {
    this.#limits = limits;
  }

  get lamport(): number {
    return this.#lamport;
  }

  get gapRejections(): number {
    return this.#gapRejections;
  }

  tick(): number {
    this.#lamport += 1;
    return this.#lamport;
  }

  /** False when the message is refused. */
  receive(from: string, lamport: number, atMs: number): boolean {
    if (lamport <= (this.#heard.get(from)?.lamport ?? 0)) return false;
    if (Math.abs(lamport - this.#lamport) > this.#limits.gapMax) {
      this.#gapRejections += 1;
      return false;
    }
    this.#heard.set(from, { lamport, atMs });
    this.#lamport = Math.max(this.#lamport, lamport);
    return true;
  }

  /** Whether the peer was heard lately enough to count. */
  isCoupledTo(from: string, atMs: number): boolean {
    const last = this.#heard.get(from);
    return last !== undefined && atMs - last.atMs <= this.#limits.silenceMaxMs;
  }
}
