import fc from "fast-check";
import { expect, test } from "vitest";
import { standardised } from "./standardised.ts";

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

test("PR-97 a value is never made with one that comes after it", () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 20, maxLength: 60 }), fc.nat(39), finite, (series, place, other) => {
      fc.pre(new Set(series.slice(0, 10)).size > 1);
      const changed = series.with(10 + (place % (series.length - 10)), other);
      const at = place % (series.length - 10);
      const [before, after] = [series, changed].map((values) => standardised(values, 10).values.slice(0, at));
      expect(after).toEqual(before);
    }),
  );
});

test.each([
  ["nothing after the first", [1, 2, 3], 3],
  ["the first all the same", [5, 5, 5, 6], 3],
  ["a first of one", [1, 2, 3], 1],
  ["one not finite among the first", [1, Number.NaN, 3], 2],
])("PR-97 %s is refused", (_, series, firstCount) => {
  expect(() => standardised(series, firstCount)).toThrow(expect.objectContaining({ code: "PROPHET_SERIES" }));
});
