import type { MeshEvent } from "../event/event.ts";

/** A sum over the ids of some events: equal sets have equal sums, and other sets hardly ever. */
export interface SetSum {
  readonly count: number;
  readonly low: number;
  readonly high: number;
}

const MODULUS = 2 ** 48;
const EMPTY: SetSum = { count: 0, low: 0, high: 0 };

/** Digits of an author's key by which sums are kept: all events, 16 parts, 256 parts. */
export const DEEPEST_PREFIX = 2;

/**
 * Sums over the whole set and over the parts of it by the first digits of their authors' keys, kept up to date for the
 * price of one addition. They only say where two sets differ; that two are equal is said by event roots.
 */
export class SetDigest {
  readonly #sums = new Map<string, { count: number; low: number; high: number }>();

  add({ id, author }: MeshEvent): void {
    const low = Number.parseInt(id.slice(0, 12), 16);
    const high = Number.parseInt(id.slice(12, 24), 16);
    for (let digits = 0; digits <= DEEPEST_PREFIX; digits += 1) this.#addTo(author.slice(0, digits), low, high);
  }

  sum(prefix: string): SetSum {
    return this.#sums.get(prefix) ?? EMPTY;
  }

  /** The sums of the sixteen parts of a part. */
  parts(prefix: string): SetSum[] {
    return DIGITS.map((digit) => this.sum(prefix + digit));
  }

  #addTo(prefix: string, low: number, high: number): void {
    const sum = this.#sums.get(prefix) ?? { ...EMPTY };
    sum.count += 1;
    sum.low = (sum.low + low) % MODULUS;
    sum.high = (sum.high + high) % MODULUS;
    this.#sums.set(prefix, sum);
  }
}

export const DIGITS: readonly string[] = "0123456789abcdef".split("");

export const sameSum = (a: SetSum, b: SetSum): boolean => a.count === b.count && a.low === b.low && a.high === b.high;
