import { integer, nullable, object, real, type Shaped, union } from "@plimsoll/foundation";
import { ceilingLaw, PLAIN_CEILING } from "./ceiling-law.ts";
import { boostSettings, classicRule, dampSettings, fixedRule } from "./classic-rule.ts";
import { guardLaw } from "./guard/guard-law.ts";
import { guardShape } from "./guard/guard-spec.ts";
import type { RateRule } from "./rate-rule.ts";
import { scaledRule } from "./scaled-rule.ts";
import { cosineRule } from "./schedules/cosine-rule.ts";
import { klAdaptiveRule } from "./schedules/kl-adaptive-rule.ts";
import { plateauRule } from "./schedules/plateau-rule.ts";
import { surpriseRule } from "./schedules/surprise-rule.ts";

const STEPS_MAX = 1_000_000_000;
const rate = real(1e-9, 1000);
const share = real(0, 1);
const count = integer(0, STEPS_MAX);

/** How fast to learn when all is well. */
export const scheduleShape = union("kind", {
  fixed: { rate },
  boost: { rate },
  damp: { rate },
  cosine: { rate, warmUpSteps: count, floorShare: share },
  plateau: {
    rate,
    factor: share,
    patience: count,
    threshold: share,
    cooldown: count,
    rateMin: real(0, 1000),
    period: integer(1, STEPS_MAX),
  },
  surprise: { rate, recentSteps: real(1, STEPS_MAX), usualSteps: real(1, STEPS_MAX), span: real(1, 1000) },
  "kl-adaptive": { rate, target: real(1e-9, 1000), rateMin: rate, rateMax: rate },
});

/** How the rate goes without a guard. */
export type ScheduleSpec = Shaped<typeof scheduleShape>;

export const rateShape = object({
  schedule: scheduleShape,
  /** Lowers the schedule's rate before it leads astray; `null`: only rewinds lower it. */
  guard: nullable(guardShape),
});

/** A schedule of the rate, and the guard over it. */
export type RateSpec = Shaped<typeof rateShape>;

/** The rule that a specification names. */
export const rateRuleOf = ({ schedule, guard }: RateSpec): RateRule =>
  scaledRule(scheduleOf(schedule), guard === null ? ceilingLaw(PLAIN_CEILING) : guardLaw(guard));

function scheduleOf(schedule: ScheduleSpec): RateRule {
  switch (schedule.kind) {
    case "fixed":
      return fixedRule(schedule.rate);
    case "boost":
      return classicRule(boostSettings(schedule.rate));
    case "damp":
      return classicRule(dampSettings(schedule.rate));
    case "cosine":
      return cosineRule(schedule);
    case "plateau":
      return plateauRule(schedule);
    case "surprise":
      return surpriseRule(schedule);
    default:
      return klAdaptiveRule(schedule);
  }
}
