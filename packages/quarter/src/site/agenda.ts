interface Item {
  readonly atMs: number;
  readonly act: () => void;
}

/** What is to happen when: in the order of time, and of two at one time the one that was noted first. */
export class Agenda {
  /** The latest first, so that the next one is taken from the end. */
  readonly #items: Item[] = [];

  at(atMs: number, act: () => void): void {
    this.#items.splice(this.#placeOf(atMs), 0, { atMs, act });
  }

  /** Does everything that is due up to an instant, it included. `onTime` is told the time of each before it happens. */
  runUntil(untilMs: number, onTime: (atMs: number) => void): void {
    for (let next = this.#items.at(-1); next !== undefined && next.atMs <= untilMs; next = this.#items.at(-1)) {
      this.#items.pop();
      onTime(next.atMs);
      next.act();
    }
    onTime(untilMs);
  }

  /** Behind all that are later, before all that are of this time or earlier. */
  #placeOf(atMs: number): number {
    let [low, high] = [0, this.#items.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#items[middle]?.atMs ?? -Infinity) > atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
