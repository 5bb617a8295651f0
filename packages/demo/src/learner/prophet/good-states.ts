/** Weights and moments as they were before some update: a copy of each array, in the order of the live ones. */
export interface GoodState {
  readonly step: number;
  readonly arrays: readonly Float64Array[];
}

/** The first state and the last ones. */
export const STATES_MAX = 3;

/** States that policy, critic and both optimisers can be put back to, all at once. */
export class GoodStates {
  /** From the first to the newest. */
  states: readonly GoodState[] = [];
  readonly #live: readonly Float64Array[];

  /** @param live the arrays that are kept, and put back */
  constructor(live: readonly Float64Array[]) {
    this.#live = live;
  }

  /** Keeps a copy of what is. */
  keep(step: number): void {
    const older = this.states.length < STATES_MAX ? this.states : [...this.states.slice(0, 1), ...this.states.slice(2)];
    this.states = [...older, { step, arrays: this.#live.map((array) => array.slice()) }];
  }

  /** Runs `look` with the newest kept state in place, then puts the present one back. */
  withNewest<T>(look: () => T): T {
    const present = this.#live.map((array) => array.slice());
    this.#put(this.states.at(-1)?.arrays ?? present);
    const seen = look();
    this.#put(present);
    return seen;
  }

  /** Puts the newest kept state back and forgets it, so that what leads astray again is put back further; the first is never forgotten. */
  putBack(): void {
    const newest = this.states.at(-1);
    if (newest === undefined) return;
    this.#put(newest.arrays);
    this.states = this.states.length > 1 ? this.states.slice(0, -1) : this.states;
  }

  #put(arrays: readonly Float64Array[]): void {
    for (const [index, array] of arrays.entries()) this.#live[index]?.set(array);
  }
}
