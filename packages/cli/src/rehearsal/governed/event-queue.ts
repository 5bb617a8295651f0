/** What is still to happen, in virtual time. Of what falls on one instant, what was asked for first comes first. */
export class EventQueue {
  readonly #events: { readonly atMs: number; readonly order: number; readonly run: () => void }[] = [];
  #order = 0;

  at(atMs: number, run: () => void): void {
    const event = { atMs, order: this.#order, run };
    this.#order += 1;
    const place = this.#events.findIndex((other) => other.atMs > atMs);
    this.#events.splice(place < 0 ? this.#events.length : place, 0, event);
  }

  /** Infinity where nothing is. */
  get nextMs(): number {
    return this.#events[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  runNext(): void {
    this.#events.shift()?.run();
  }
}
