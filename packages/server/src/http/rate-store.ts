import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from "@fastify/rate-limit";
import type { Clock } from "@plimsoll/foundation";

/** Of so many addresses the requests are counted; beyond, who was silent for longest begins anew. */
const ADDRESSES_MAX = 5_000;

type Counted = Parameters<FastifyRateLimitStore["incr"]>[1];

/** What one address asked for in its window. */
interface Window {
  readonly beganMs: number;
  readonly current: number;
}

/**
 * Where the limits of rate count (SVR-36): by a clock that nobody sets. By the calendar a window would not end, once that is set
 * back, until it has caught up, and an address would be shut out so long, its orders to kill too.
 */
export const rateStoreBy = (clock: Pick<Clock, "monotonicMs">): FastifyRateLimitStoreCtor =>
  class RateStore implements FastifyRateLimitStore {
    readonly #windows = new Map<string, Window>();

    incr(address: string, counted: Counted, windowMs: number): void {
      const nowMs = clock.monotonicMs();
      const { beganMs, current } = this.#windowOf(address, nowMs, windowMs);
      // Those who asked last stand last.
      this.#windows.delete(address);
      this.#windows.set(address, { beganMs, current: current + 1 });
      this.#forgetFirst();
      counted(null, { current: current + 1, ttl: beganMs + windowMs - nowMs });
    }

    /** Each limit counts for itself. */
    child(): FastifyRateLimitStore {
      return new RateStore();
    }

    #windowOf(address: string, nowMs: number, windowMs: number): Window {
      const found = this.#windows.get(address);
      return found !== undefined && nowMs - found.beganMs < windowMs ? found : { beganMs: nowMs, current: 0 };
    }

    #forgetFirst(): void {
      const [first] = this.#windows.keys();
      if (this.#windows.size > ADDRESSES_MAX && first !== undefined) this.#windows.delete(first);
    }
  };
