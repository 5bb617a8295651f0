import type { PlimsollError, Result } from "@plimsoll/foundation";
import { type AnchorReceipt, type AnchorTarget, anchorTo } from "./anchor-to.ts";

/** What became of one checkpoint at one target. */
export interface AnchoringReport {
  readonly target: AnchorTarget;
  readonly result: Result<AnchorReceipt, PlimsollError>;
}

/**
 * Anchors the newest checkpoint at each of several targets, beside the work of the log: `offer` returns at once and never throws.
 * What was not begun yet when a newer one came is left out, since the newer one covers it.
 */
export class Anchoring {
  readonly #lanes: readonly Lane[];

  /** @param report called after each attempt series; it must not throw */
  constructor(targets: readonly AnchorTarget[], report: (report: AnchoringReport) => void = () => {}) {
    this.#lanes = targets.map((target) => new Lane(target, report));
  }

  /** Hands over a checkpoint, a signed note. */
  offer(checkpoint: string): void {
    for (const lane of this.#lanes) lane.offer(checkpoint);
  }

  /** Resolves when everything offered so far is anchored or given up. */
  async settled(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.settled()));
  }
}

/** One target, one delivery at a time: a slow one holds up no other. */
class Lane {
  readonly #target: AnchorTarget;
  readonly #report: (report: AnchoringReport) => void;
  #waiting: string | null = null;
  #running: Promise<void> | null = null;

  constructor(target: AnchorTarget, report: (report: AnchoringReport) => void) {
    this.#target = target;
    this.#report = report;
  }

  offer(checkpoint: string): void {
    this.#waiting = checkpoint;
    this.#running ??= this.#run();
  }

  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let next = this.#next(); next !== null; next = this.#next()) {
      this.#report({ target: this.#target, result: await anchorTo(next, this.#target) });
    }
    this.#running = null;
  }

  #next(): string | null {
    const next = this.#waiting;
    this.#waiting = null;
    return next;
  }
}
