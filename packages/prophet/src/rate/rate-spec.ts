import { object, real, type Shaped, union } from "@plimsoll/foundation";
import { boostSettings, classicRule, dampSettings, fixedRule } from "./classic-rule.ts";
import type { RateRule } from "./rate-rule.ts";

const rate = real(1e-9, 1000);

/** A schedule says how fast to learn when all is well. */
export const rateShape = object({
  schedule: union("kind", { fixed: { rate }, boost: { rate }, damp: { rate } }),
});

export type RateSpec = Shaped<typeof rateShape>;

export const rateRuleOf = ({ schedule }: RateSpec): RateRule => scheduleOf(schedule);

function scheduleOf(schedule: RateSpec["schedule"]): RateRule {
  switch (schedule.kind) {
    case "fixed":
      return fixedRule(schedule.rate);
    case "boost":
      return classicRule(boostSettings(schedule.rate));
    case "damp":
      return classicRule(dampSettings(schedule.rate));
  }
}
