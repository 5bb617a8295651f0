import type { CanonicalValue } from "@plimsoll/foundation";
import { type Condition, condition } from "./condition.ts";
import { conditionValue, type Rule, type RuleId } from "./rule.ts";

/** One operation of the patch DSL: nothing can be deleted, added or ignored, because there is no word for it. */
export type PatchOperation =
  | { readonly targetRuleId: RuleId; readonly op: "MODIFY_CONDITION"; readonly newCondition: Condition }
  | { readonly targetRuleId: RuleId; readonly op: "ADD_EXCEPTION"; readonly exceptionCondition: Condition }
  | { readonly targetRuleId: RuleId; readonly op: "CHANGE_PRIORITY"; readonly newPriority: number };

/** The patch after which a rule is no longer active where this holds. */
export const exceptionTo = (targetRuleId: RuleId, exceptionCondition: Condition): PatchOperation => ({
  targetRuleId,
  op: "ADD_EXCEPTION",
  exceptionCondition,
});

export const patchValue = (patch: PatchOperation): CanonicalValue => ({
  target_rule_id: patch.targetRuleId,
  op: patch.op,
  ...(patch.op === "MODIFY_CONDITION" ? { new_condition: conditionValue(patch.newCondition) } : {}),
  ...(patch.op === "ADD_EXCEPTION" ? { exception_condition: conditionValue(patch.exceptionCondition) } : {}),
  ...(patch.op === "CHANGE_PRIORITY" ? { new_priority: patch.newPriority } : {}),
});

/** The rules after the patches, in law order. A patch for a rule that the law has not changes nothing. */
export const patched = (rules: readonly Rule[], patches: readonly PatchOperation[]): readonly Rule[] =>
  rules.map((rule) => patches.filter(({ targetRuleId }) => targetRuleId === rule.id).reduce(patchedRule, rule));

function patchedRule(rule: Rule, patch: PatchOperation): Rule {
  if (patch.op === "MODIFY_CONDITION") return { ...rule, condition: patch.newCondition };
  if (patch.op === "CHANGE_PRIORITY") return { ...rule, priority: patch.newPriority };
  const { exceptionCondition: before } = rule;
  const exceptionCondition =
    before === undefined ? patch.exceptionCondition : condition("OR", before, patch.exceptionCondition);
  return { ...rule, exceptionCondition };
}

/** Patches in their canonical order: by rule, then by operation. */
export const inPatchOrder = (patches: readonly PatchOperation[]): readonly PatchOperation[] =>
  [...patches].sort((left, right) => inTextOrder(patchKey(left), patchKey(right)));

export const inTextOrder = (left: string, right: string): number => (left < right ? -1 : Number(left > right));

const patchKey = ({ targetRuleId, op }: PatchOperation): string => `${targetRuleId} ${op}`;
