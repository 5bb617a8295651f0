import fc from "fast-check";
import { expect, test } from "vitest";
import { bounded, logisticScore, type RiskModel, riskOf } from "./risk-model.ts";

const KNOTS = { scores: [-2, 0, 2], chances: [0.1, 0.2, 0.9] };
const MODEL: RiskModel = {
  features: ["a", "b"],
  means: [10, 0],
  deviations: [2, 1],
  intercept: 0.5,
  weights: [1, -3],
  calibrations: { 1: KNOTS, 5: KNOTS, 10: KNOTS, 20: { scores: [0], chances: [0.3] } },
};

test("PR-133 a score is the intercept and the weighted, standardised features; an unknown one adds nothing", () => {
  expect(logisticScore(MODEL, [12, 0.5])).toBe(0.5 + 1 - 1.5);
  expect(logisticScore(MODEL, [null, 0.5])).toBe(0.5 - 1.5);
  expect(logisticScore(MODEL, [null, null])).toBe(0.5);
});

test("PR-133 no single feature counts for more than 4 deviations", () => {
  expect(logisticScore(MODEL, [1e30, null])).toBe(0.5 + 4);
  expect(bounded(-1e30)).toBe(-4);
});

test.each([
  [-9, 0.1],
  [-2, 0.1],
  [-1, 0.15],
  [0, 0.2],
  [1, 0.55],
  [2, 0.9],
  [9, 0.9],
])("PR-133 at score %f the chance is %f", (score, chance) => {
  // The first feature alone makes the score: (a - 10) / 2 + 0.5; bounded beyond.
  const features = [10 + 2 * (score - 0.5), null];
  expect(riskOf(MODEL, features)).toBeCloseTo(chance, 12);
});

test("PR-133 a chance never falls as the score rises, and a single knot is the same everywhere", () => {
  const feature = fc.double({ min: -100, max: 100, noNaN: true });
  fc.assert(
    fc.property(feature, feature, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      expect(riskOf(MODEL, [low, null])).toBeLessThanOrEqual(riskOf(MODEL, [high, null]));
      expect(riskOf(MODEL, [a, b], 20)).toBe(0.3);
    }),
  );
});
