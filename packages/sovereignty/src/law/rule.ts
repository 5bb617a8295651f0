import { type CanonicalValue, canonicalJson } from "@plimsoll/foundation";
import type { ActionClass } from "../world/action.ts";
import type { Target } from "../world/target.ts";
import type { Condition } from "./condition.ts";
import type { EpochId } from "./epoch.ts";

export type RuleId = `R${number}`;

export type RuleType = "PERMISSION" | "PROHIBITION" | "OBLIGATION";

export type Effect =
  | { readonly effectType: "ACTION_CLASS"; readonly actionClass: ActionClass }
  | { readonly effectType: "OBLIGATION_TARGET"; readonly target: Target };

/** A rule of the law. It is active where its condition holds and its exception, if it has one, does not. */
export interface Rule {
  readonly id: RuleId;
  readonly type: RuleType;
  readonly condition: Condition;
  readonly effect: Effect;
  /** The first episode in which it no longer lives; null where it never ends. */
  readonly expiresEpisode: number | null;
  readonly priority: number;
  /** The epoch of the repair that last changed it: its binding to the law's identity (R5). */
  readonly repairEpoch?: EpochId;
  /** UNLESS. */
  readonly exceptionCondition?: Condition;
}

export const isRuleId = (text: string): text is RuleId => /^R[0-9]{1,4}$/.test(text);

/** A rule as its canonical JSON has it: the field names of reference §3.2, and the last two only where they are set. */
export const ruleValue = (rule: Rule): CanonicalValue => ({
  id: rule.id,
  type: rule.type,
  condition: conditionValue(rule.condition),
  effect: effectValue(rule.effect),
  expires_episode: rule.expiresEpisode,
  priority: rule.priority,
  ...(rule.repairEpoch === undefined ? {} : { repair_epoch: rule.repairEpoch }),
  ...(rule.exceptionCondition === undefined ? {} : { exception_condition: conditionValue(rule.exceptionCondition) }),
});

/** Whether two rules say the same: a patch that changes nothing of what is written is no modification (R1, R7). */
export const isSameRule = (left: Rule, right: Rule): boolean =>
  left === right || canonicalJson(ruleValue(left)) === canonicalJson(ruleValue(right));

export const conditionValue = ({ op, args }: Condition): CanonicalValue => ({
  op,
  args: args.map((argument) => (typeof argument === "object" ? conditionValue(argument) : argument)),
});

const effectValue = (effect: Effect): CanonicalValue =>
  effect.effectType === "ACTION_CLASS"
    ? { effect_type: effect.effectType, action_class: effect.actionClass }
    : { effect_type: effect.effectType, obligation_target: targetValue(effect.target) };

export const targetValue = ({ kind, targetId }: Target): CanonicalValue => ({ kind, target_id: targetId });
