import type { HybridTime } from "../event/event.ts";

/** How far a clock lets itself be pulled beyond its own wall (ME-11). */
const AHEAD_MAX_MS = 500;

/** A greater counter of others is not followed, and one's own gives way to the next millisecond (ME-562). */
const COUNTER_MAX = 2 ** 32;

/** A hybrid logical clock (Kulkarni et al. 2014) that a peer in the year 2100 cannot take along. For people to read. */
export class HybridClock {
  #ms = 0;
  #counter = 0;

  /** The time of an event of one's own. */
  tick(nowMs: number): HybridTime {
    const wallMs = Math.max(0, Math.floor(nowMs));
    if (wallMs > this.#ms) this.#set(wallMs, 0);
    else if (this.#ms - wallMs > AHEAD_MAX_MS) this.#set(wallMs, 0);
    else if (this.#counter >= COUNTER_MAX) this.#set(this.#ms + 1, 0);
    else this.#counter += 1;
    return { ms: this.#ms, counter: this.#counter };
  }

  /** Moves on to what was heard, at most to the limit beyond one's own wall. */
  hear({ ms, counter }: HybridTime, wallMs: number): void {
    const isNewer = ms > this.#ms || (ms === this.#ms && counter > this.#counter);
    if (counter > COUNTER_MAX) return;
    if (isNewer && ms <= wallMs + AHEAD_MAX_MS) this.#set(ms, counter);
  }

  #set(ms: number, counter: number): void {
    this.#ms = ms;
    this.#counter = counter;
  }
}
