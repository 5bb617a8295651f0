import type { Tier } from "@plimsoll/kernel";
import type { NodeKey } from "../event/event.ts";

/** How long a site goes on after its last contact to a majority, ms, by tier. */
export interface OfflineLimits {
  readonly tier1Ms: number;
  readonly higherTiersMs: number;
}

/** How long a site may decide by itself, as shipped. */
export const OFFLINE_LIMITS: OfflineLimits = { tier1Ms: 15 * 60_000, higherTiersMs: 60_000 };

/** What a site keeps in its journal, so that a restart does not begin the time anew. */
export interface ContactNote {
  readonly heard: readonly { readonly witness: NodeKey; readonly atMs: number }[];
  /** The latest time that the site has seen. */
  readonly seenMs: number;
}

/**
 * How long ago a majority of the witnesses was heard, and what may still be granted (rulings, cut off).
 *
 * Times are of the site's own wall clock. A clock that runs back, and a contact that is not known, leave no authority.
 */
export class Contact {
  readonly #witnesses: ReadonlySet<NodeKey>;
  readonly #limits: OfflineLimits;
  readonly #heard: Map<NodeKey, number>;
  #seenMs: number;

  /**
   * @param witnesses the other sites whose kills must bind here; with none there is nobody to miss, and authority is whole
   * @param note of the journal; null only where the site never had one
   */
  constructor(witnesses: readonly NodeKey[], note: ContactNote | null, limits: OfflineLimits = OFFLINE_LIMITS) {
    this.#witnesses = new Set(witnesses);
    this.#limits = limits;
    this.#heard = new Map(note?.heard.map(({ witness, atMs }) => [witness, atMs]));
    this.#seenMs = Math.max(0, note?.seenMs ?? 0, ...this.#heard.values());
  }

  /**
   * A witness answered, and everything that it held then is held and folded here. The caller MUST NOT count a message that
   * may be an old one repeated: an answer carries the number of a question asked at `atMs`, and came in by `nowMs`.
   */
  heard(witness: NodeKey, atMs: number, nowMs = atMs): void {
    if (!this.#witnesses.has(witness) || nowMs < this.#seenMs || atMs > nowMs) return;
    this.#seenMs = nowMs;
    this.#heard.set(witness, Math.max(atMs, this.#heard.get(witness) ?? atMs));
  }

  /** When a majority had last been heard; null when it never was. */
  get lastContactMs(): number | null {
    const times = [...this.#witnesses].flatMap((witness) => this.#heard.get(witness) ?? []).toSorted((a, b) => b - a);
    return times[Math.floor(this.#witnesses.size / 2)] ?? null;
  }

  /** May compute of this tier be granted now? */
  authority(tier: Tier, nowMs: number): boolean {
    if (this.#witnesses.size === 0) return true;
    const last = this.lastContactMs;
    if (last === null || nowMs < this.#seenMs) return false;
    this.#seenMs = nowMs;
    return nowMs - last <= (tier === 1 ? this.#limits.tier1Ms : this.#limits.higherTiersMs);
  }

  /** To be journaled after `heard`; a note that lags behind leaves less authority, never more. */
  note(): ContactNote {
    const heard = [...this.#heard].map(([witness, atMs]) => ({ witness, atMs }));
    return { heard: heard.toSorted((a, b) => (a.witness < b.witness ? -1 : 1)), seenMs: this.#seenMs };
  }
}
