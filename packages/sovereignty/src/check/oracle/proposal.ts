import { type CanonicalValue, canonicalJson, digestOf, utf8 } from "@plimsoll/foundation";
import { type Condition, condition } from "../../law/condition.ts";
import type { PatchOperation } from "../../law/patch.ts";
import type { Rule, RuleId } from "../../law/rule.ts";
import type { ContradictionType } from "../../world/target.ts";

/** A repair as the check submits it: what it says, and whether it is a text of the DSL at all. */
export interface Proposal {
  readonly label: string;
  /** Written only when it is submitted: its fingerprint costs a hash. */
  readonly text: () => string;
  readonly isWellFormed: boolean;
  readonly traceEntryId: string;
  readonly ruleIds: readonly RuleId[];
  readonly patches: readonly PatchOperation[];
  readonly priorEpoch: string;
  readonly contradiction: ContradictionType;
  readonly regimeAtSubmission: 1 | 2;
}

/** The rules of a law that would say something else: to write again what is written already touches nothing. */
export function touchedRules(rules: readonly Rule[], proposal: Proposal): readonly RuleId[] {
  const after = amended(rules, proposal);
  return rules.flatMap((rule, index) => (saysTheSame(rule, after[index]!) ? [] : [rule.id]));
}

/** Whether a rule says after a repair what it said before. */
export const saysTheSame = (before: Rule, after: Rule): boolean =>
  before === after ||
  (before.priority === after.priority &&
    written(before.condition) === written(after.condition) &&
    written(before.exceptionCondition) === written(after.exceptionCondition));

const written = (said: Condition | undefined): string =>
  said === undefined ? "" : canonicalJson(conditionFields(said));

/** The rules as they would be: a new condition, another rank, or one more exception besides those that there are. */
export const amended = (rules: readonly Rule[], { patches }: Proposal): readonly Rule[] =>
  rules.map((rule) => {
    let now = rule;
    for (const patch of patches) if (patch.targetRuleId === rule.id) now = amendedBy(now, patch);
    return now;
  });

function amendedBy(rule: Rule, patch: PatchOperation): Rule {
  if (patch.op === "MODIFY_CONDITION") return { ...rule, condition: patch.newCondition };
  if (patch.op === "CHANGE_PRIORITY") return { ...rule, priority: patch.newPriority };
  return { ...rule, exceptionCondition: unless(rule.exceptionCondition, patch.exceptionCondition) };
}

const unless = (before: Condition | undefined, also: Condition): Condition =>
  before === undefined ? also : condition("OR", before, also);

const hash = (text: string): string => digestOf(utf8(text)).slice("sha256:".length);

/** The next link of the H-chain (seed §11), from the prior epoch, the repair's own fields and the nonce. */
export const nextLink = (prior: string, proposal: Proposal, nonce: string): string =>
  hash(`${prior}${hash(canonicalJson(signedFields(proposal)))}${nonce}`);

/** The first link: from the law before any repair. */
export const firstLink = (lawFingerprint: string, nonce: string): string => hash(`${lawFingerprint}${nonce}`);

const signedFields = ({ traceEntryId, ruleIds, patches, priorEpoch }: Proposal): CanonicalValue => ({
  trace_entry_id: traceEntryId,
  rule_ids: [...ruleIds].sort(),
  prior_repair_epoch: priorEpoch,
  patch_ops: patches
    .map((patch) => ({ name: `${patch.targetRuleId} ${patch.op}`, patch }))
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .map(({ patch }) => patchFields(patch)),
});

function patchFields(patch: PatchOperation): CanonicalValue {
  const named = { target_rule_id: patch.targetRuleId, op: patch.op };
  if (patch.op === "CHANGE_PRIORITY") return { ...named, new_priority: patch.newPriority };
  return patch.op === "ADD_EXCEPTION"
    ? { ...named, exception_condition: conditionFields(patch.exceptionCondition) }
    : { ...named, new_condition: conditionFields(patch.newCondition) };
}

const conditionFields = ({ op, args }: Condition): CanonicalValue => ({
  op,
  args: args.map((part) => (typeof part === "object" ? conditionFields(part) : part)),
});
