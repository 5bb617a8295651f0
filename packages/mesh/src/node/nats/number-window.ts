/**
 * Which numbers came: each counts once, in whatever order. What is more than `WINDOW` behind the highest is taken for a
 * repetition.
 */
export class NumberWindow {
  readonly #places = new Float64Array(WINDOW).fill(-1);
  #highest = -1;

  has(number: number): boolean {
    return number <= this.#highest - WINDOW || this.#places[number % WINDOW] === number;
  }

  add(number: number): void {
    this.#places[number % WINDOW] = number;
    this.#highest = Math.max(this.#highest, number);
  }
}

/** Eight messages of the largest size. */
export const WINDOW = 1_024;
