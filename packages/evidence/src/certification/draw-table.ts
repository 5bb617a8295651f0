import type { RandomStream } from "@plimsoll/foundation";

const BITS = 96n;
const ONE = 1n << BITS;
const WORD = 0xffff_ffffn;

/**
 * Draws whole numbers by the inverse of their cumulative distribution, which is kept to 96 bits: no chance is off by more than 2⁻⁹⁶.
 * One word of 32 bits decides nearly always; the next two are only drawn where it falls on a boundary.
 */
export class DrawTable {
  readonly #high: Uint32Array;
  readonly #middle: Uint32Array;
  readonly #low: Uint32Array;

  private constructor(cumulative: readonly bigint[]) {
    const words = (shift: bigint): Uint32Array =>
      Uint32Array.from(cumulative, (mass) => Number((mass >> shift) & WORD));
    [this.#high, this.#middle, this.#low] = [words(64n), words(32n), words(0n)];
  }

  /** Value k has a chance of `weights[k]` of their sum; whole numbers, not negative, the sum positive. */
  static ofWeights(weights: readonly bigint[]): DrawTable {
    const total = weights.reduce((sum, weight) => sum + weight, 0n);
    let below = 0n;
    return DrawTable.#ofCumulative(weights.map((weight) => ((below += weight) * ONE) / total));
  }

  /** How many come before the first of a kind that comes with a chance of `numerator / denominator` each time, at most `limit`. */
  static ofGaps(numerator: bigint, denominator: bigint, limit: number): DrawTable {
    let none = ONE << BITS;
    return DrawTable.#ofCumulative(
      Array.from({ length: limit }, () => {
        none = (none * (denominator - numerator)) / denominator;
        return ONE - (none >> BITS);
      }),
    );
  }

  /** The last value takes whatever is left; values that cannot come within 2⁻⁹⁶ are not kept. */
  static #ofCumulative(cumulative: readonly bigint[]): DrawTable {
    const last = cumulative.findIndex((mass) => mass >= ONE - 1n);
    return new DrawTable(last === -1 ? cumulative : cumulative.slice(0, last));
  }

  draw(stream: RandomStream): number {
    const high = stream.uint32();
    const value = this.#firstAtLeast(high);
    return this.#high[value] === high ? this.#decided(value, high, stream) : value;
  }

  #firstAtLeast(high: number): number {
    let [from, to] = [0, this.#high.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#high[middle] as number) < high) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #decided(first: number, high: number, stream: RandomStream): number {
    const [middle, low] = [stream.uint32(), stream.uint32()];
    let value = first;
    while (this.#high[value] === high && !this.#isBelow(middle, low, value)) value += 1;
    return value;
  }

  #isBelow(middle: number, low: number, value: number): boolean {
    const boundary = this.#middle[value] as number;
    return middle < boundary || (middle === boundary && low < (this.#low[value] as number));
  }
}
