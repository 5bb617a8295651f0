import type { Clock } from "@plimsoll/foundation";
import type { Timers } from "../run/ports.ts";
import { type CanaryDeath, notReady } from "./canary.ts";

/** That this machine could kill, and when it last showed it. */
export interface KillReadiness {
  /** Wall time of the proof, ms since 1970. */
  readonly provenAtMs: number;
  /** From the decision to the proof of the canary's death, ms. */
  readonly elapsedMs: number;
}

export interface KillSwitchOptions {
  /** Kills a canary; throws if it cannot. */
  readonly prove: () => Promise<CanaryDeath>;
  readonly clock: Clock;
  readonly timers: Timers;
  /** How often it is shown anew. */
  readonly intervalMs: number;
  readonly onProof: (readiness: KillReadiness) => void;
}

/** Two proofs may be late; a third one missing, and nobody knows. */
const INTERVALS_VALID = 3;

/**
 * Readiness to kill, measured and not asserted: a canary is killed at the start and again and again. What was not shown
 * lately is not there, and then no job starts and no lease is renewed (law L1).
 */
export class KillSwitch implements Disposable {
  readonly #options: KillSwitchOptions;
  #validUntilMs = Number.NEGATIVE_INFINITY;
  #fault: unknown = notReady("no proof yet");
  #readiness: KillReadiness | null = null;
  #timer: { stop(): void } | null = null;
  #proving: Promise<void> | null = null;

  constructor(options: KillSwitchOptions) {
    this.#options = options;
  }

  /** Shows it once, and from then on in intervals. Throws `KILL_SWITCH_NOT_READY`. */
  async arm(): Promise<void> {
    await this.prove();
    this.#timer ??= this.#options.timers.every(this.#options.intervalMs, () => void this.prove().catch(() => {}));
    this.assertReady();
  }

  /** Never two canaries at once. Throws what came in the way. */
  async prove(): Promise<void> {
    this.#proving ??= this.#proveOnce().finally(() => (this.#proving = null));
    await this.#proving;
  }

  /** The newest proof, if it still holds. */
  get readiness(): KillReadiness | null {
    return this.#options.clock.monotonicMs() < this.#validUntilMs ? this.#readiness : null;
  }

  /** Throws `KILL_SWITCH_NOT_READY` where the last proof failed or lies too far back. */
  assertReady(): void {
    if (this.readiness !== null) return;
    throw this.#fault ?? notReady("a proof that lies too far back");
  }

  stop(): void {
    this.#timer?.stop();
    this.#timer = null;
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  async #proveOnce(): Promise<void> {
    const { prove, clock, intervalMs, onProof } = this.#options;
    try {
      const { elapsedMs } = await prove();
      this.#readiness = { provenAtMs: clock.wallMs(), elapsedMs };
      this.#validUntilMs = clock.monotonicMs() + INTERVALS_VALID * intervalMs;
      this.#fault = null;
      onProof(this.#readiness);
    } catch (cause) {
      this.#validUntilMs = Number.NEGATIVE_INFINITY;
      this.#fault = cause;
      throw cause;
    }
  }
}
