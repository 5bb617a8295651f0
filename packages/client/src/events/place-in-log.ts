import { ClientError } from "../http/client-error.ts";
import type { SiteEvent } from "./site-event.ts";

/**
 * How far a listener knows the log: entries come one after the other, and a log never becomes shorter.
 *
 * A stream that breaks this is not believed: a site that was restored from a copy is another history (SVR-9), and whoever
 * missed an entry must not go on as if he had not.
 */
export class PlaceInLog {
  /** Index of the last entry that is known; null: begins with what comes. */
  #last: number | null;

  constructor(after: number | null) {
    this.#last = after;
  }

  get last(): number | null {
    return this.#last;
  }

  /** Moves on. Throws `LOG_SHORTER` and `ENTRIES_MISSING`. */
  hear(event: Exclude<SiteEvent, { type: "silence" }>): void {
    if (event.type === "pulse") this.#hearPulse(event.entries);
    else this.#hearEntry(event.index);
  }

  /** The first pulse of a stream that began with what comes says where that is. */
  #hearPulse(entries: number): void {
    if (this.#last === null) this.#last = entries - 1;
    else if (entries <= this.#last) throw shorter(this.#last, entries);
  }

  #hearEntry(index: number): void {
    if (this.#last !== null && index <= this.#last) throw shorter(this.#last, index);
    if (this.#last !== null && index > this.#last + 1) throw missing(this.#last, index);
    this.#last = index;
  }
}

const shorter = (last: number, next: number): ClientError =>
  new ClientError({
    code: "LOG_SHORTER",
    expected: `a log that goes on behind entry ${last}`,
    received: `one whose next entry is ${next}`,
    fix: "the site shows another history than before: compare its checkpoint with a witness's",
    retryable: false,
  });

const missing = (last: number, next: number): ClientError =>
  new ClientError({
    code: "ENTRIES_MISSING",
    expected: `entry ${last + 1}`,
    received: `entry ${next}`,
    fix: "read the entries between, and listen again",
    retryable: false,
  });
