/**
 * Counter-based randomness: every number is a pure function of a key and of its own place, so no result depends on the
 * size of a batch, on threads or on the order of work, and two runs may share their noise exactly.
 *
 * The mixer is a 32-bit multiply-xorshift hash (constants: C. Wellons, "Prospecting for hash functions", 2018) that takes
 * one half of a 64-bit key at its start and the other before its first product; the places are spread by the golden ratio,
 * as in Weyl sequences.
 * The same arithmetic runs in TypeScript, WebAssembly and C. Not for secrets.
 */

/** 64 bits, as two unsigned 32-bit words. */
export interface Key {
  readonly low: number;
  readonly high: number;
}

const GOLDEN = 0x9e3779b9;

/** The word at place `index` under `key`: a whole number in [0, 2^32). */
export function wordAt(key: Key, index: number): number {
  let x = (key.low + Math.imul(index, GOLDEN)) | 0;
  x = Math.imul(x ^ (x >>> 16) ^ key.high, 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** The key of a part of what `key` governs: an episode of a run, a step of an episode, a purpose of a step. */
export const partKey = (key: Key, part: number): Key => ({
  low: wordAt(key, 2 * part),
  high: wordAt(key, 2 * part + 1),
});

/** The key of a run's seed, a whole number in [0, 2^53). */
export const seedKey = (seed: number): Key => partKey({ low: seed >>> 0, high: Math.floor(seed / 2 ** 32) }, 0);

/** A number in [0, 1) of 32 bits. */
export const uniformAt = (key: Key, index: number): number => wordAt(key, index) / 2 ** 32;

/** A whole number in [0, bound), biased by less than bound / 2^32. */
export const belowAt = (key: Key, index: number, bound: number): number => Math.floor(uniformAt(key, index) * bound);

/** A standard normal number (Box and Muller 1958), from the two words at places 2·index and 2·index + 1. */
export function normalAt(key: Key, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniformAt(key, 2 * index)));
  return radius * Math.cos(2 * Math.PI * uniformAt(key, 2 * index + 1));
}
