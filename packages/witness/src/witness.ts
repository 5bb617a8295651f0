import type { Clock, PlimsollError } from "@plimsoll/foundation";
import { type Cosigner, parseAddCheckpoint } from "@plimsoll/ledger";
import { type LogStatus, LogWatch, type WatchedLog, type WitnessAnswer } from "./log-watch.ts";
import type { WitnessStore } from "./witness-state.ts";

/** What a witness is made of. */
export interface WitnessParts {
  /** One for each kind of signature; all sign every checkpoint that is cosigned. */
  readonly cosigners: readonly Cosigner[];
  readonly logs: readonly WatchedLog[];
  readonly store: WitnessStore;
  readonly clock: Clock;
  /** How far the times of entries may be ahead of this clock, ms. Default 60 000. */
  readonly clockToleranceMs?: number;
  /** Gets what kept the witness from a decision, for its operator. */
  readonly report?: (origin: string, fault: PlimsollError) => void;
}

/** What a witness says of itself. */
export interface WitnessStatus {
  readonly type: "plimsoll.witness";
  /** The verifier keys, one for each kind of signature. */
  readonly keys: readonly string[];
  readonly logs: readonly LogStatus[];
}

const CLOCK_TOLERANCE_MS = 60_000;

/**
 * A witness (C2SP tlog-witness) that states more than that a log only grew: every entry up to the checkpoint is what the kernel
 * decides of a signed command. It cosigns nothing else.
 */
export class Witness {
  readonly #watches: ReadonlyMap<string, LogWatch>;
  readonly #parts: WitnessParts;

  /** Throws a `RangeError` without a cosigner, and for two logs of one origin. */
  constructor(parts: WitnessParts) {
    if (parts.cosigners.length === 0) throw new RangeError("expected at least one key to cosign with, got none");
    const { clockToleranceMs = CLOCK_TOLERANCE_MS, report = () => {} } = parts;
    this.#parts = parts;
    this.#watches = new Map(
      parts.logs.map((log) => [log.origin, new LogWatch({ ...parts, log, clockToleranceMs, report })]),
    );
    if (this.#watches.size < parts.logs.length) throw new RangeError("expected each origin once, got one twice");
  }

  /** Answers the body of `POST add-checkpoint`. Throws only for a defect, and has signed nothing then. */
  async addCheckpoint(body: string): Promise<WitnessAnswer> {
    const request = parseAddCheckpoint(body);
    if (!request.ok) return { status: 400, reason: request.error.message };
    const watch = this.#watches.get(request.value.checkpoint.origin);
    return watch === undefined ? { status: 404, reason: "unknown log" } : await watch.addCheckpoint(request.value);
  }

  status(): WitnessStatus {
    return {
      type: "plimsoll.witness",
      keys: this.#parts.cosigners.map(({ vkey }) => vkey),
      logs: [...this.#watches.values()].map(({ status }) => status),
    };
  }

  /** Waits for what is being decided. Nothing may be asked afterwards. */
  async close(): Promise<void> {
    await Promise.all([...this.#watches.values()].map((watch) => watch.close()));
    this.#parts.store.close();
  }
}
