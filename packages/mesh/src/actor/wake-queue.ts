interface Wake {
  readonly tag: string;
  readonly atMs: number;
  /** Breaks ties, so that the order never hangs on the heap. */
  readonly order: number;
}

/** Wakes by time, one for each tag. A binary heap in which replaced wakes stay until they come up. */
export class WakeQueue {
  readonly #heap: Wake[] = [];
  readonly #valid = new Map<string, Wake>();
  #set = 0;

  get size(): number {
    return this.#valid.size;
  }

  /** Replaces an earlier wake with this tag. */
  set(tag: string, atMs: number): void {
    const wake = { tag, atMs, order: this.#set };
    this.#set += 1;
    this.#valid.set(tag, wake);
    this.#heap.push(wake);
    this.#rise(this.#heap.length - 1);
  }

  /** When the earliest is due; null without any. */
  nextMs(): number | null {
    this.#dropReplaced();
    return this.#heap[0]?.atMs ?? null;
  }

  /** Takes the earliest that is due; null when none is. */
  take(nowMs: number): string | null {
    this.#dropReplaced();
    const first = this.#heap[0];
    if (first === undefined || first.atMs > nowMs) return null;
    this.#removeFirst();
    this.#valid.delete(first.tag);
    return first.tag;
  }

  #dropReplaced(): void {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (this.#valid.get(first.tag) === first) return;
      this.#removeFirst();
    }
  }

  #removeFirst(): void {
    const last = this.#heap.pop() as Wake;
    if (this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(from: number): void {
    for (let place = from; place > 0;) {
      const parent = (place - 1) >> 1;
      if (!this.#isBefore(place, parent)) return;
      this.#swap(place, parent);
      place = parent;
    }
  }

  #sink(from: number): void {
    for (let place = from; ;) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      let least = place;
      if (left < this.#heap.length && this.#isBefore(left, least)) least = left;
      if (right < this.#heap.length && this.#isBefore(right, least)) least = right;
      if (least === place) return;
      this.#swap(place, least);
      place = least;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one] as Wake, this.#heap[other] as Wake];
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
  }

  #swap(one: number, other: number): void {
    const held = this.#heap[one] as Wake;
    this.#heap[one] = this.#heap[other] as Wake;
    this.#heap[other] = held;
  }
}
