/** What is to happen when, in order of time and then of arrangement: a binary heap. */
export class Agenda {
  readonly #times: number[] = [];
  readonly #orders: number[] = [];
  readonly #acts: (() => void)[] = [];
  #arranged = 0;

  get size(): number {
    return this.#times.length;
  }

  nextMs(): number {
    return this.#times[0] ?? Infinity;
  }

  at(ms: number, act: () => void): void {
    let place = this.#times.length;
    const order = this.#arranged;
    this.#arranged += 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if ((this.#times[parent] as number) <= ms) break;
      this.#move(parent, place);
      place = parent;
    }
    this.#put(place, ms, order, act);
  }

  /** Takes the next act out. Undefined when there is none. */
  take(): (() => void) | undefined {
    const first = this.#acts[0];
    if (first === undefined) return undefined;
    const ms = this.#times.pop() as number;
    const order = this.#orders.pop() as number;
    const act = this.#acts.pop() as () => void;
    if (this.#times.length > 0) this.#sink(ms, order, act);
    return first;
  }

  #sink(ms: number, order: number, act: () => void): void {
    const size = this.#times.length;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#isBefore(child + 1, child)) child += 1;
      if (!this.#comesBefore(child, ms, order)) break;
      this.#move(child, place);
      place = child;
    }
    this.#put(place, ms, order, act);
  }

  #isBefore(a: number, b: number): boolean {
    return this.#comesBefore(a, this.#times[b] as number, this.#orders[b] as number);
  }

  #comesBefore(place: number, ms: number, order: number): boolean {
    const time = this.#times[place] as number;
    return time < ms || (time === ms && (this.#orders[place] as number) < order);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#times[from] as number, this.#orders[from] as number, this.#acts[from] as () => void);
  }

  #put(place: number, ms: number, order: number, act: () => void): void {
    this.#times[place] = ms;
    this.#orders[place] = order;
    this.#acts[place] = act;
  }
}
