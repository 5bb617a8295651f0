import fc from "fast-check";
import { expect, test } from "vitest";
import type { RateFacts, RateState } from "../rate-rule.ts";
import { type SurpriseSettings, surpriseRule } from "./surprise-rule.ts";

const SETTINGS: SurpriseSettings = { rate: 0.01, recentSteps: 5, usualSteps: 100, span: 4 };

const facts = (error: number): RateFacts => ({
  step: 0,
  steps: null,
  risk: null,
  loss: error,
  error,
  gradientNorm: 1,
  stability: null,
  drifted: false,
});

function ratesAfter(errors: readonly number[]): readonly number[] {
  const rule = surpriseRule(SETTINGS);
  let state: RateState = rule.first;
  return errors.map((error) => {
    state = rule.next(state, facts(error));
    return state.rate;
  });
}

const steady = (error: number, steps = 200): readonly number[] => Array<number>(steps).fill(error);

test("PR-42 steady errors leave the rate as it is", () => {
  for (const rate of ratesAfter(steady(0.3))) expect(rate).toBeCloseTo(0.01, 12);
});

test("PR-42 errors sixteen times as great double the rate, and smaller ones lower it", () => {
  const raised = ratesAfter([...steady(0.1), ...steady(1.6, 40)]);
  expect(Math.max(...raised)).toBeGreaterThan(0.014);
  expect(Math.max(...raised)).toBeLessThan(0.02);
  expect(Math.min(...ratesAfter([...steady(0.1), ...steady(0.001, 30)]))).toBeLessThan(0.006);
});

test("PR-42 the unit of the error does not matter", () => {
  const errors = Array.from({ length: 50 }, (_, step) => 1 + Math.sin(step) ** 2);
  const [small, great] = [errors, errors.map((error) => 1e6 * error)].map(ratesAfter);
  for (const [step, rate] of (small ?? []).entries()) expect(rate / (great?.[step] ?? 0)).toBeCloseTo(1, 9);
});

test("PR-42 the rate stays within its span, and an error that is no number changes nothing", () => {
  const anyError = fc.oneof(fc.double({ min: 0, max: 1e12 }), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0));
  fc.assert(
    fc.property(fc.array(anyError, { maxLength: 60 }), (errors) => {
      for (const rate of ratesAfter(errors)) {
        expect(rate).toBeGreaterThanOrEqual(SETTINGS.rate / SETTINGS.span);
        expect(rate).toBeLessThanOrEqual(SETTINGS.rate * SETTINGS.span);
      }
      expect(ratesAfter([...errors, Number.NaN]).at(-1)).toBe(ratesAfter(errors).at(-1) ?? SETTINGS.rate);
    }),
  );
});
