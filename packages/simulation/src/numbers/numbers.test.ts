import fc from "fast-check";
import { expect, test } from "vitest";
import { clip } from "./clip.ts";
import { meanOf } from "./mean.ts";

test("SIM-29 a value in its range stays, any other becomes the end that it has left", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), fc.double({ noNaN: true }), (value, a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const clipped = clip(value, low, high);
      expect(clipped >= low && clipped <= high).toBe(true);
      if (value >= low && value <= high) expect(clipped).toBe(value);
    }),
    { examples: [[0, -0, 1]] },
  );
  expect([clip(-1), clip(0.25), clip(2), clip(Number.NaN)]).toEqual([0, 0.25, 1, Number.NaN]);
});

test("SIM-227 a mean is of all values, or of a stretch of them; of none it is no number", () => {
  expect(meanOf([1, 2, 6])).toBe(3);
  expect(meanOf(Float32Array.of(9, 1, 2, 9), 1, 2)).toBe(1.5);
  expect(meanOf([9, 1, 2], 1)).toBe(1.5);
  expect(meanOf([])).toBeNaN();
});
