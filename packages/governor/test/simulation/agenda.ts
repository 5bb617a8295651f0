/** What is to happen, in the order of its instants; of two at one instant the earlier entered comes first, always. */
export class Agenda<Item> {
  readonly #entries: { readonly atMs: number; readonly order: number; readonly item: Item }[] = [];
  #order = 0;

  get size(): number {
    return this.#entries.length;
  }

  /** When the next is due; infinity for none. */
  get dueAtMs(): number {
    return this.#entries.at(-1)?.atMs ?? Number.POSITIVE_INFINITY;
  }

  /** The returned number keeps a place in the order: whoever is put off with it stays before those who came later. */
  add(atMs: number, item: Item, order: number = (this.#order += 1)): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#entries[middle] as { atMs: number; order: number };
      // Latest first, so that the next is taken off the end.
      if (other.atMs > atMs || (other.atMs === atMs && other.order > order)) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, { atMs, order, item });
    return order;
  }

  take(): { readonly atMs: number; readonly order: number; readonly item: Item } | null {
    return this.#entries.pop() ?? null;
  }
}
