import fc from "fast-check";
import { expect, test } from "vitest";
import { numbersIn, wholeOf } from "./exact-number.ts";
import { readCompute } from "./read-compute.ts";

const wholes = (text: string): bigint[] => numbersIn(text).map(wholeOf);

test.each([
  ["405B", 405n * 10n ** 9n],
  ["15.6 trillion", 156n * 10n ** 11n],
  ["3.8e25", 38n * 10n ** 24n],
  ["3.8 x 10^25", 38n * 10n ** 24n],
  ["3.8×10²⁵", 38n * 10n ** 24n],
  ["10^26", 10n ** 26n],
  ["10²⁶", 10n ** 26n],
  ["70,000,000,000", 7n * 10n ** 10n],
  ["7 * 10**10", 7n * 10n ** 10n],
  ["0.5", 1n],
  ["9e99", 10n ** 39n - 1n],
])("RS-251 the number %s is read exactly", (text, value) => {
  expect(wholes(`about ${text} of it`)).toEqual([value]);
});

test.each([
  ["Trained with 405B parameters on 15.6T tokens.", 3_790_800n * 10n ** 19n],
  ["70 billion parameters; 15 trillion tokens", 6_300n * 10n ** 21n],
  ["| Parameters | 70B |\n| Tokens | 15T |", 6_300n * 10n ** 21n],
  ["Parameters: 70B\nTokens: 15T", 6_300n * 10n ** 21n],
  ["Training used 3.8 x 10^25 FLOP.", 38n * 10n ** 24n],
  ["Training used 2 yottaFLOPs.", 2n * 10n ** 24n],
  ["It took 1,000 petaflop/s-days.", 864n * 10n ** 20n],
  // Stated less than it implies: the larger counts.
  ["1e23 FLOP, 70B parameters, 15T tokens", 6_300n * 10n ** 21n],
  ["Two runs: 1e23 FLOP and 4e24 FLOP.", 4n * 10n ** 24n],
])("RS-251 A69 %s", (text, flop) => {
  expect(readCompute(text).flop).toBe(flop);
});

test.each([
  "989 TFLOPS each",
  "989 teraFLOP/s each",
  "70B parameters",
  "15T tokens",
  "no figure at all",
  "version 2.5",
])("RS-251 A69 no amount of compute stands in: %s", (text) => {
  expect(readCompute(text)).toMatchObject({ flop: null });
});

test("RS-251 A69 more text never lowers the amount that is read", () => {
  const part = fc.constantFrom("3e24 FLOP. ", "7B parameters ", "on 2T tokens, ", "10^25 FLOP ", "fast; ", "9 TFLOPS ");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), part, (parts, more) => {
      const [before, after] = [readCompute(parts.join("")), readCompute([...parts, more].join(""))];
      expect((after.flop ?? 0n) >= (before.flop ?? 0n)).toBe(true);
    }),
  );
});
