import fc from "fast-check";
import { expect, test } from "vitest";
import { chanceOfDifference, greatestDifference } from "./two-sample-test.ts";

const rising = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

test("PR-112 the difference of two samples is that of their shares at any point, ties included", () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(pairs, (drawn) => {
      const [left, right] = [drawn.map(([a]) => a), drawn.map(([, b]) => b)];
      const atMost = (sample: readonly number[], point: number): number => sample.filter((x) => x <= point).length;
      const expected = Math.max(...[...left, ...right].map((x) => Math.abs(atMost(left, x) - atMost(right, x))));
      expect(greatestDifference(rising(left), rising(right))).toBe(expected);
    }),
  );
});

test("PR-112 its chance is the share of all splits of 2n values that differ as much", () => {
  const size = 6;
  const counts = [...new Uint32Array(size + 1)];
  let splits = 0;
  for (let bits = 0; bits < 2 ** (2 * size); bits += 1) {
    let [height, greatest] = [0, 0];
    for (let place = 0; place < 2 * size; place += 1) {
      height += (bits >> place) & 1 ? 1 : -1;
      greatest = Math.max(greatest, Math.abs(height));
    }
    if (height !== 0) continue;
    splits += 1;
    for (let difference = 0; difference <= Math.min(greatest, size); difference += 1)
      counts[difference] = (counts[difference] ?? 0) + 1;
  }
  for (let difference = 0; difference <= size; difference += 1)
    expect(chanceOfDifference(size, difference)).toBeCloseTo((counts[difference] ?? 0) / splits, 12);
});

test.each([
  [30, 12, 0.015643390496754332],
  [30, 14, 0.0025300622362698397],
  [100, 25, 0.0037294923618311367],
])("PR-112 of %d values and %d places it is SciPy's", (size, difference, chance) => {
  expect(chanceOfDifference(size, difference) / chance).toBeCloseTo(1, 10);
});
