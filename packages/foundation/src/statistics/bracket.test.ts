import fc from "fast-check";
import { expect, test } from "vitest";
import { type Bracket, bracketAtMost, bracketOf, bracketPower, bracketProduct } from "./bracket.ts";

const holds = ({ low, high, exponent }: Bracket, value: bigint): boolean =>
  exponent >= 0
    ? low << BigInt(exponent) <= value && value <= high << BigInt(exponent)
    : low <= value << BigInt(-exponent) && value << BigInt(-exponent) <= high;

const positive = fc.bigInt({ min: 1n, max: 1n << 300n });

test("F-14 a bracket holds the number that it stands for", () => {
  fc.assert(
    fc.property(positive, positive, fc.nat(70), (left, right, power) => {
      expect(holds(bracketProduct(bracketOf(left), bracketOf(right)), left * right)).toBe(true);
      expect(holds(bracketPower(left, power), left ** BigInt(power))).toBe(true);
    }),
  );
});

test("F-14 brackets tell large from small, and say when they cannot", () => {
  fc.assert(
    fc.property(positive, positive, (left, right) => {
      const answer = bracketAtMost(bracketOf(left), bracketOf(right));
      if (answer !== null) expect(answer).toBe(left <= right);
    }),
  );
  expect(bracketAtMost(bracketOf((1n << 400n) + 1n), bracketOf(1n << 400n))).toBeNull();
  expect(bracketAtMost(bracketOf(3n), bracketOf(2n))).toBe(false);
});
