import { sha256 } from "@noble/hashes/sha2.js";
import { utf8 } from "../encoding/bytes.ts";

/**
 * A seeded stream of random numbers: the only source of chance outside the shell (law L7).
 *
 * xoshiro128** (Blackman, Vigna 2018) in 32-bit integers, so every machine draws the same numbers. Not for secrets.
 */
export class RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  private constructor(words: readonly [number, number, number, number]) {
    [this.#a, this.#b, this.#c, this.#d] = words;
  }

  /** The stream named by a path of labels, for example `from(seed, "battery", windowId)`. */
  static from(...path: readonly (string | number)[]): RandomStream {
    const seed = new DataView(sha256(utf8(JSON.stringify(path))).buffer);
    return new RandomStream([seed.getUint32(0), seed.getUint32(4), seed.getUint32(8), seed.getUint32(12) | 1]);
  }

  /** Continues a stream whose `state()` was kept, for example in a checkpoint. */
  static resume(state: readonly [number, number, number, number]): RandomStream {
    return new RandomStream(state);
  }

  state(): [number, number, number, number] {
    return [this.#a, this.#b, this.#c, this.#d];
  }

  /** A whole number in [0, 2^32). */
  uint32(): number {
    const scaled = Math.imul(this.#b, 5);
    const result = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** A whole number in [0, bound), without bias. `bound` is a whole number in [1, 2^32]. */
  below(bound: number): number {
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let draw = this.uint32();
    while (draw >= limit) draw = this.uint32();
    return draw % bound;
  }

  /** True with chance `numerator / denominator`, exactly. */
  chance(numerator: number, denominator: number): boolean {
    return this.below(denominator) < numerator;
  }

  /** A multiple of 2^-32 in [0, 1), for arithmetic that is approximate anyway, such as sampling an action. */
  unit(): number {
    return this.uint32() / 2 ** 32;
  }
}
