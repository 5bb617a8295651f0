import { expect, test } from "vitest";
import { ceilingLaw, PLAIN_CEILING } from "./ceiling-law.ts";
import type { RateFacts, RateRule, RateState } from "./rate-rule.ts";
import { scaledRule } from "./scaled-rule.ts";
import { klAdaptiveRule } from "./schedules/kl-adaptive-rule.ts";
import { PLATEAU_DEFAULTS, plateauRule } from "./schedules/plateau-rule.ts";

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

function modesOf(rule: RateRule, from: RateState, steps: number): readonly string[] {
  let state = from;
  return Array.from({ length: steps }, () => (state = rule.next(state, FACTS)).mode);
}

test.each([
  ["a plateau", plateauRule({ ...PLATEAU_DEFAULTS, rate: 1, patience: 1000, period: 1 })],
  ["a policy's divergence", klAdaptiveRule({ rate: 1, target: 0.01, rateMin: 0.1, rateMax: 2 })],
])(
  "PR-175 after a rewind the mode of %s is panic, then warning, and its own again once the rate is back",
  (_, schedule) => {
    const rule = scaledRule(schedule, ceilingLaw({ ...PLAIN_CEILING, recovery: 2 }));
    const after = rule.afterRewind(rule.next(rule.first, FACTS));
    expect([after.mode, after.rate]).toEqual(["panic", 0.25]);
    expect(modesOf(rule, after, 4)).toEqual(["warning", "cruise", "cruise", "cruise"]);
  },
);
