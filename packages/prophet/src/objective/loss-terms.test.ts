import fc from "fast-check";
import { expect, test } from "vitest";
import { CLASSIC_LOSS } from "./loss-spec.ts";
import { lossTerms, realityOf, structureOf } from "./loss-terms.ts";

/** The sheet's check values, with F = 0. */
test.each([
  [1, 1, 0, 1.5, 0, 0.45],
  [1, -1, 4, 1.5, 0.904_541, 4.178_638],
  [0.5, 1, 0.25, 0.5, 0.113_181, 0.366_046],
  [1.5, 0, 2.25, 2, 0.942_844, 2.567_147],
  [2.9, 3, 0.01, 0.021_852, 0.000_218, 0.016_49],
])("PR-23 p = %d, y = %d", (p, y, reality, structure, tension, loss) => {
  const terms = lossTerms(realityOf([p], [y]), 0, structureOf([p], 3), CLASSIC_LOSS);
  for (const [name, expected] of Object.entries({ reality, structure, tension, loss }))
    expect(terms[name as keyof typeof terms]).toBeCloseTo(expected, 5);
});

test("PR-24 the tension is below 1 and never above the structure, so the loss is never below 0", () => {
  const numbers = fc.double({ min: -100, max: 100, noNaN: true });
  fc.assert(
    fc.property(numbers, numbers, fc.double({ min: 0, max: 50, noNaN: true }), (p, y, flow) => {
      const terms = lossTerms(realityOf([p], [y]), flow, structureOf([p], 3), CLASSIC_LOSS);
      expect(terms.tension).toBeLessThanOrEqual(Math.min(1, terms.structure));
      expect(terms.loss).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("PR-25 the structure is least at multiples of the period and greatest between them", () => {
  for (const multiple of [-2, 0, 1, 5]) expect(structureOf([3 * multiple], 3)).toBeCloseTo(0, 12);
  expect(structureOf([1.5], 3)).toBeCloseTo(2, 12);
});
