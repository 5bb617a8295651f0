import fc from "fast-check";
import { expect, test } from "vitest";
import { PolicyCurvature } from "./policy-curvature.ts";

/** Gradient descent on the parabola ½ Σ λ w². */
function descended(lambdas: readonly number[], weights: readonly number[], rate: number): number | null {
  const parameters = Float64Array.from(weights);
  const gradient = () => parameters.map((weight, index) => weight * (lambdas[index] ?? 0));
  const curvature = new PolicyCurvature(parameters);
  expect(curvature.measure(gradient())).toBeNull();
  const before = gradient();
  curvature.beforeStep(before);
  for (const [index, slope] of before.entries()) parameters[index] = (parameters[index] ?? 0) - rate * slope;
  curvature.afterStep();
  return curvature.measure(gradient());
}

test("PR-275 on a parabola that is equally steep everywhere it is half of rate times steepness: 1 is the edge", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.double({ min: 0.001, max: 10, noNaN: true }),
      fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 1, maxLength: 5 }),
      (lambda, rate, weights) => {
        const stability = descended(
          weights.map(() => lambda),
          weights,
          rate,
        );
        expect(stability).toBeCloseTo((rate * lambda) / 2, 6);
      },
    ),
  );
});

test("PR-275 there is none before the first update, after a rewind, nor where the update went up", () => {
  const parameters = new Float64Array([1]);
  const curvature = new PolicyCurvature(parameters);
  const gradient = new Float64Array([1]);
  curvature.beforeStep(gradient);
  parameters[0] = 0.5;
  curvature.afterStep();
  expect(curvature.measure(gradient)).toBe(0);
  curvature.forget();
  expect(curvature.measure(gradient)).toBeNull();
  curvature.beforeStep(gradient);
  parameters[0] = 2;
  curvature.afterStep();
  expect(curvature.measure(gradient)).toBeNull();
});
