import { expect, test } from "vitest";
import { boostSettings, classicRule, dampSettings, fixedRule } from "./classic-rule.ts";
import type { RateFacts, RateState } from "./rate-rule.ts";

const facts = (risk: number): RateFacts => ({
  step: 0,
  steps: 10,
  risk,
  loss: 1,
  error: 1,
  gradientNorm: 1,
  stability: null,
  drifted: false,
});

const ratesOf = (rule: ReturnType<typeof classicRule>, risks: readonly number[]): readonly number[] => {
  let state: RateState = rule.first;
  return risks.map((risk) => {
    state = rule.next(state, facts(risk));
    return state.rate;
  });
};

const RISKS = [0.5, ...Array<number>(4).fill(0.6), ...Array<number>(4).fill(0.05)];

test("PR-40 the original's rule has the sheet's course", () => {
  const expected = [0.012, 0.0196, 0.02568, 0.030544, 0.0344352, 0.02854816, 0.02383853, 0.02007082, 0.01705666];
  for (const [index, rate] of ratesOf(classicRule(boostSettings(0.01)), RISKS).entries())
    expect(rate).toBeCloseTo(expected[index] ?? Number.NaN, 8);
});

test("PR-40 a threshold is passed, not reached", () => {
  const rule = classicRule(boostSettings(0.01));
  expect(
    [0.5, 0.500_001, 0.2, 0.200_001, 0.1, 0.100_001].map((risk) => rule.next(rule.first, facts(risk)).mode),
  ).toEqual(["alert", "panic", "warning", "alert", "cruise", "warning"]);
});

test("PR-41 damping lowers the rate where boosting raises it, and a fixed rate stays", () => {
  expect(ratesOf(classicRule(dampSettings(0.01)), [0.6]).at(-1)).toBeLessThan(0.01);
  expect(ratesOf(classicRule(boostSettings(0.01)), [0.6]).at(-1)).toBeGreaterThan(0.01);
  expect(ratesOf(fixedRule(0.01), RISKS)).toEqual(RISKS.map(() => 0.01));
});
