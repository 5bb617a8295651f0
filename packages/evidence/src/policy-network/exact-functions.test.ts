import * as fc from "fast-check";
import { expect, test } from "vitest";
import { exponential } from "./exponential.ts";
import { logarithm } from "./logarithm.ts";

test("E-20 exponential agrees with the library's to 1e-15, relatively", () => {
  fc.assert(
    fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
      expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(1e-15);
    }),
  );
  expect(exponential(0)).toBe(1);
  expect(exponential(-0)).toBe(1);
  expect(exponential(-701)).toBe(0);
  expect(exponential(-Infinity)).toBe(0);
});

test("E-20 logarithm agrees with the library's to 1e-15 in [1, 5], the range of a normaliser", () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 5, noNaN: true }), (x) => {
      expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThan(1e-15);
    }),
  );
  expect(logarithm(1)).toBe(0);
});

test("E-20 their bits are these on every machine", () => {
  const bits = (value: number): string =>
    new BigUint64Array(new Float64Array([value]).buffer).at(0)!.toString(16).padStart(16, "0");
  expect([-0.1, -1, -10, -300, 0.5, 3].map(exponential).map(bits)).toMatchInlineSnapshot(`
    [
      "3fecf46d99d52b3a",
      "3fd78b56362cef38",
      "3f07cd79b5647c9a",
      "24e245639c3a49f7",
      "3ffa61298e1e069c",
      "403415e5bf6fb106",
    ]
  `);
  expect([1.25, 2, 3.7, 5].map(logarithm).map(bits)).toMatchInlineSnapshot(`
    [
      "3fcc8ff7c79a9a21",
      "3fe62e42fefa39ef",
      "3ff4eeee650ae54f",
      "3ff9c041f7ed8d33",
    ]
  `);
});
