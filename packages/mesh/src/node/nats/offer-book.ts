/** A job that the queue does not have for certain yet. */
export interface Offer {
  readonly lane: string;
  readonly intentId: string;
  readonly bytes: Uint8Array;
}

/** Jobs to be handed in, oldest first, each once. Beyond its bounds the oldest is dropped and counted. */
export class OfferBook {
  readonly #offers = new Map<string, Offer>();
  #bytes = 0;
  #dropped = 0;

  get size(): number {
    return this.#offers.size;
  }

  get dropped(): number {
    return this.#dropped;
  }

  add(offer: Offer): void {
    const key = keyOf(offer);
    if (this.#offers.has(key)) return;
    this.#offers.set(key, offer);
    this.#bytes += offer.bytes.length;
    while (this.#offers.size > OFFERS_MAX || this.#bytes > BYTES_MAX) this.#dropOldest();
  }

  /** The oldest `count`. */
  oldest(count: number): readonly Offer[] {
    return this.#offers.values().take(count).toArray();
  }

  remove(offer: Offer): void {
    if (this.#offers.delete(keyOf(offer))) this.#bytes -= offer.bytes.length;
  }

  #dropOldest(): void {
    const [oldest] = this.oldest(1);
    if (oldest === undefined) return;
    this.remove(oldest);
    this.#dropped++;
  }
}

const keyOf = ({ lane, intentId }: Offer): string => `${lane}/${intentId}`;

const OFFERS_MAX = 10_000;
const BYTES_MAX = 64 * 1024 * 1024;
