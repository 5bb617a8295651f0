import fc from "fast-check";
import { expect, test } from "vitest";
import { belowAt, type Key, normalAt, partKey, seedKey, uniformAt, wordAt } from "./counter.ts";

type Draw = (key: Key, index: number) => number;

const DRAWS = 200_000;

test("SIM-1 a word is a function of key and place alone", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat(), (low, high, index) => {
      const word = wordAt({ low, high }, index);
      expect(word).toBe(wordAt({ low, high }, index));
      expect(Number.isInteger(word) && word >= 0 && word < 2 ** 32).toBe(true);
    }),
  );
});

test("SIM-1 every bit of key and place changes about half of the bits of the word", () => {
  const flips: readonly Draw[] = [
    ...bits(
      (bit): Draw =>
        (key, index) =>
          wordAt({ ...key, low: (key.low ^ bit) >>> 0 }, index),
    ),
    ...bits(
      (bit): Draw =>
        (key, index) =>
          wordAt({ ...key, high: (key.high ^ bit) >>> 0 }, index),
    ),
    ...bits(
      (bit): Draw =>
        (key, index) =>
          wordAt(key, (index ^ bit) >>> 0),
    ),
  ];
  for (const flipped of flips) {
    let changed = 0;
    for (let n = 0; n < 400; n += 1) {
      const key = seedKey(n);
      changed += bitCount(wordAt(key, n * 77) ^ flipped(key, n * 77));
    }
    expect(changed / 400).toBeGreaterThan(13);
    expect(changed / 400).toBeLessThan(19.5);
  }
});

test("SIM-1 words in a row, and words of keys in a row, are uniform by a chi-square test on each of their bytes", () => {
  const streams = [
    (n: number) => wordAt(seedKey(3), n),
    (n: number) => wordAt(seedKey(n), 0),
    (n: number) => wordAt(partKey(seedKey(3), n), 7),
    (n: number) => wordAt(partKey(partKey(seedKey(n & 0xff), 1), n >>> 8), 0),
  ];
  for (const stream of streams) for (const shift of [0, 8, 16, 24]) expect(chiSquare(stream, shift)).toBeLessThan(340);
});

test("SIM-1 neighbouring words do not go together", () => {
  let product = 0;
  for (let n = 0; n < DRAWS; n += 1) product += centred(n) * centred(n + 1);
  expect(Math.abs(product / DRAWS) * 12).toBeLessThan(0.01);
});

const centred = (n: number): number => uniformAt(seedKey(11), n) - 0.5;

test("SIM-2 normal numbers have mean 0, variance 1 and the tails of a normal law", () => {
  const key = seedKey(5);
  let [sum, squares, beyond] = [0, 0, 0];
  for (let n = 0; n < DRAWS; n += 1) {
    const value = normalAt(key, n);
    sum += value;
    squares += value * value;
    if (Math.abs(value) > 1.959964) beyond += 1;
  }
  expect(Math.abs(sum / DRAWS)).toBeLessThan(0.01);
  expect(Math.abs(squares / DRAWS - 1)).toBeLessThan(0.01);
  expect(Math.abs(beyond / DRAWS - 0.05)).toBeLessThan(0.002);
});

test("SIM-2 bounded draws stay below their bound and reach all of it", () => {
  const seen = new Set(Array.from({ length: 500 }, (_, n) => belowAt(seedKey(1), n, 7)));
  expect([...seen].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test("SIM-1 seeds beyond 32 bits have keys of their own", () => {
  expect(seedKey(2 ** 40)).not.toEqual(seedKey(0));
  expect(seedKey(2 ** 32 + 5)).not.toEqual(seedKey(5));
});

const bits = <T>(of: (bit: number) => T): T[] => Array.from({ length: 31 }, (_, place) => of(1 << place));

function bitCount(word: number): number {
  let count = 0;
  for (let rest = word >>> 0; rest !== 0; rest >>>= 1) count += rest & 1;
  return count;
}

/** 255 degrees of freedom: 340 is passed with chance 1 − 3·10⁻⁴. */
function chiSquare(stream: (n: number) => number, shift: number): number {
  const counts = new Float64Array(256);
  for (let n = 0; n < DRAWS; n += 1) counts[(stream(n) >>> shift) & 0xff]! += 1;
  return counts.reduce((sum, count) => sum + (count - DRAWS / 256) ** 2, 0) / (DRAWS / 256);
}
