/** The last values of something, the oldest first. */
export class History {
  readonly #length: number;
  readonly #values: Float64Array;
  #count = 0;

  constructor(length: number) {
    this.#length = length;
    this.#values = new Float64Array(length);
  }

  add(value: number): void {
    this.#values[this.#count % this.#length] = value;
    this.#count += 1;
  }

  /** How many it keeps at most. */
  get capacity(): number {
    return this.#length;
  }

  values(): Float64Array {
    const kept = Math.min(this.#count, this.#length);
    return Float64Array.from(
      { length: kept },
      (_, place) => this.#values[(this.#count - kept + place) % this.#length]!,
    );
  }
}
