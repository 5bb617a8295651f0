import type { Bus } from "../ports/bus.ts";

/** What a bus did with messages since it was opened. Nothing is dropped without being counted. */
export interface BusCounts {
  /** Handed to the network. Says nothing about arrival. */
  readonly sent: number;
  readonly received: number;
  /** Not sent: no connection, a full queue, a peer that is not known. */
  readonly droppedOut: number;
  /** Arrived, but malformed, not proven to be its sender's, a repetition, or never complete. */
  readonly droppedIn: number;
}

export interface CountingBus extends Bus {
  counts(): BusCounts;
}

/** A bus that can tell whether what it sends has a way out right now. */
export interface LiveBus extends CountingBus {
  /** False in doubt. */
  isUp(): boolean;
}

/** The counters behind `BusCounts`. */
export class BusTally {
  #sent = 0;
  #received = 0;
  #droppedOut = 0;
  #droppedIn = 0;

  sent(): void {
    this.#sent++;
  }

  received(): void {
    this.#received++;
  }

  droppedOut(count = 1): void {
    this.#droppedOut += count;
  }

  droppedIn(count = 1): void {
    this.#droppedIn += count;
  }

  counts(): BusCounts {
    return { sent: this.#sent, received: this.#received, droppedOut: this.#droppedOut, droppedIn: this.#droppedIn };
  }
}
