import { expect, test } from "vitest";
import type { RateFacts, RateRule } from "../rate-rule.ts";
import { cosineRule } from "./cosine-rule.ts";
import { klAdaptiveRule } from "./kl-adaptive-rule.ts";
import { PLATEAU_DEFAULTS, plateauRule } from "./plateau-rule.ts";

const FACTS: RateFacts = {
  step: 0,
  steps: 100,
  risk: null,
  loss: 1,
  error: 1,
  gradientNorm: 1,
  stability: null,
  drifted: false,
};

/** The rates that a rule sets for these steps, one after another. */
function ratesOf(rule: RateRule, steps: readonly Partial<RateFacts>[]): readonly number[] {
  let state = rule.first;
  return steps.map((facts, step) => {
    state = rule.next(state, { ...FACTS, step, ...facts });
    return state.rate;
  });
}

const lossesOf = (losses: readonly number[]): readonly Partial<RateFacts>[] => losses.map((loss) => ({ loss }));

test("PR-160 a cosine warms up in equal parts, is at half way in the middle and at its floor at the end", () => {
  const rule = cosineRule({ rate: 0.4, warmUpSteps: 20, floorShare: 0.25 });
  const at = (step: number, steps: number | null = 100): number =>
    rule.next(rule.first, { ...FACTS, step, steps }).rate;
  expect([0, 9, 19].map((step) => at(step))).toEqual([0.02, 0.2, 0.4]);
  expect(at(20)).toBe(0.4);
  expect(at(60)).toBeCloseTo(0.25, 12);
  expect(at(100)).toBeCloseTo(0.1, 12);
  expect(at(1000)).toBe(at(100));
});

test("PR-160 a cosine whose end nobody knows stays up", () => {
  const rule = cosineRule({ rate: 0.4, warmUpSteps: 0, floorShare: 0 });
  expect(rule.next(rule.first, { ...FACTS, step: 1e6, steps: null }).rate).toBe(0.4);
});

test("PR-161 a plateau lowers the rate after more bad looks than its patience, and counts anew", () => {
  const rule = plateauRule({ ...PLATEAU_DEFAULTS, rate: 1, patience: 2, period: 1 });
  expect(ratesOf(rule, lossesOf([1, 1, 1, 1, 1, 1, 1])).map((rate) => Number(rate.toPrecision(6)))).toEqual([
    1, 1, 1, 0.1, 0.1, 0.1, 0.01,
  ]);
});

test("PR-161 better is below best · (1 - threshold), and the best is kept only then", () => {
  const rule = plateauRule({ ...PLATEAU_DEFAULTS, rate: 1, patience: 1, threshold: 0.1, period: 1 });
  // 0.95 is no better than 1, and 0.89 is: against 1, not against 0.95.
  expect(ratesOf(rule, lossesOf([1, 0.95, 0.89, 0.85, 0.81]))).toEqual([1, 1, 1, 1, 0.1]);
});

test("PR-161 no look counts as bad while the plateau cools down, nor is the least rate passed", () => {
  const rule = plateauRule({ ...PLATEAU_DEFAULTS, rate: 1, patience: 0, cooldown: 2, rateMin: 0.05, period: 1 });
  expect(ratesOf(rule, lossesOf([1, 1, 1, 1, 1, 1, 1, 1]))).toEqual([1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05]);
});

test("PR-161 a look is the mean loss of a period, and one with a loss that is no number is bad", () => {
  const rule = plateauRule({ ...PLATEAU_DEFAULTS, rate: 1, patience: 0, period: 2 });
  const rates = ratesOf(rule, lossesOf([3, 1, 0, 3, Number.NaN, 0, 0, 1]));
  // Means 2, 1.5, none, 0.5: only the third is no better.
  expect(rates).toEqual([1, 1, 1, 1, 1, 0.1, 0.1, 0.1]);
});

test("PR-162 the rate follows a policy's divergence between two bounds, and stays where there is none", () => {
  const rule = klAdaptiveRule({ rate: 1e-3, target: 0.01, rateMin: 5e-4, rateMax: 2e-3 });
  const rates = ratesOf(rule, [
    { kl: 0.02 },
    { kl: 0.021 },
    { kl: 0.021 },
    { kl: 0.021 },
    { kl: 0.005 },
    { kl: 0.0049 },
    ...Array.from({ length: 5 }, () => ({ kl: 0.001 })),
    { kl: null },
    {},
    { kl: Number.NaN },
  ]);
  const expected = [
    1e-3,
    1e-3 / 1.5,
    5e-4,
    5e-4,
    5e-4,
    7.5e-4,
    1.125e-3,
    1.6875e-3,
    2e-3,
    2e-3,
    2e-3,
    2e-3,
    2e-3,
    2e-3,
  ];
  for (const [step, rate] of rates.entries()) expect(rate).toBeCloseTo(expected[step] ?? Number.NaN, 12);
});

test("PR-162 driven by a policy whose divergence grows with the square of the rate, it settles within the band", () => {
  const rule = klAdaptiveRule({ rate: 1e-2, target: 0.01, rateMin: 1e-6, rateMax: 1 });
  let state = rule.first;
  const divergence = (): number => 4000 * state.rate ** 2;
  for (let step = 0; step < 30; step += 1) state = rule.next(state, { ...FACTS, step, kl: divergence() });
  expect(divergence()).toBeGreaterThanOrEqual(0.005);
  expect(divergence()).toBeLessThanOrEqual(0.02);
});
