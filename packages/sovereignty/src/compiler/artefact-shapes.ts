import { err, integer, list, matching, nullable, object, ok, oneOf, type Shape } from "@plimsoll/foundation";
import type { Condition, ConditionArgument } from "../law/condition.ts";
import type { RuleId } from "../law/rule.ts";
import type { ActionId } from "../world/action.ts";
import { CONDITION_DEPTH_MAX } from "./condition-compiler.ts";

/** A field that may be left out, which is not the same as null. */
export const optional = <T>(inner: Shape<T>): Shape<T | undefined> => ({
  ...inner,
  parse: (value, path = "") => (value === undefined ? ok(undefined) : inner.parse(value, path)),
});

export const ruleId = matching("a rule id, R and digits", /^R[0-9]{1,4}$/) as Shape<RuleId>;
export const actionId = matching("an action id, A0 to A6", /^A[0-6]$/) as Shape<ActionId>;
export const epochId = matching("an epoch, 64 hexadecimal digits", /^[0-9a-f]{64}$/);
export const traceEntryId = matching("a trace entry id, 16 hexadecimal digits", /^[0-9a-f]{16}$/);

const ARGUMENTS_MAX = 16;
const TEXT = matching("a text of at most 64 printable characters", /^[\x20-\x7e]{0,64}$/);

const conditionOfDepth = (depth: number): Shape<Condition> => ({
  expected: "a condition",
  jsonSchema: { $ref: "#/$defs/condition" },
  parse: (value, path = "") => {
    if (depth > CONDITION_DEPTH_MAX)
      return err({ path, expected: `conditions nested at most ${CONDITION_DEPTH_MAX} deep`, received: "a deeper one" });
    const members = object({ op: TEXT, args: list(argumentOfDepth(depth + 1), ARGUMENTS_MAX) });
    return members.parse(value, path);
  },
});

const argumentOfDepth = (depth: number): Shape<ConditionArgument> => ({
  expected: "a condition or a plain value",
  jsonSchema: { anyOf: [{ $ref: "#/$defs/condition" }, { type: ["string", "integer", "boolean"] }] },
  parse: (value, path = "") => {
    if (typeof value === "boolean") return ok(value);
    if (typeof value === "number") return integer(-1_000_000, 1_000_000).parse(value, path);
    return typeof value === "string" ? TEXT.parse(value, path) : conditionOfDepth(depth).parse(value, path);
  },
});

/** A condition in the patch DSL. Whether its words exist is the condition compiler's to say. */
export const conditionShape: Shape<Condition> = conditionOfDepth(1);

/** Names of the claims that a justification can make, with the number of their arguments (reference §3.4). */
export const CLAIM_ARGUMENTS = {
  PERMITS: 2,
  FORBIDS: 2,
  OBLIGATES_TARGET: 3,
  TARGET_SATISFIED: 2,
  PROGRESS_ACTION: 3,
  CONFLICTS_WITH: 2,
  POSITION_EQ: 1,
  CAN_DELIVER: 1,
  HAS_INVENTORY: 1,
} as const;

export type ClaimPredicate = keyof typeof CLAIM_ARGUMENTS;

const claimShape = object({
  predicate: oneOf(...(Object.keys(CLAIM_ARGUMENTS) as ClaimPredicate[])),
  args: list(TEXT, 4),
});

const conflictShape = object({
  type: oneOf("NORMATIVE_CONTRADICTION"),
  contradiction_type: oneOf("A", "B"),
  rule_a: ruleId,
  rule_b: ruleId,
  description: matching("a text of at most 500 characters", /^[^\p{Cc}\p{Cs}]{0,500}$/u),
});

/** `JustificationV430` (reference §3.4). */
export const justificationShape = object({
  action_id: actionId,
  rule_refs: list(ruleId, 16),
  claims: list(claimShape, 16),
  conflict: optional(nullable(conflictShape)),
  counterfactual: optional(nullable(actionId)),
});

const patchShape = object({
  target_rule_id: ruleId,
  op: oneOf("MODIFY_CONDITION", "ADD_EXCEPTION", "CHANGE_PRIORITY"),
  new_condition: optional(conditionShape),
  exception_condition: optional(conditionShape),
  new_priority: optional(integer(0, 1_000)),
});

/** `LAW_REPAIR` (reference §5.1). */
export const lawRepairShape = object({
  action_type: oneOf("LAW_REPAIR"),
  trace_entry_id: traceEntryId,
  rule_ids: list(ruleId, 16),
  patch_ops: list(patchShape, 16),
  prior_repair_epoch: epochId,
  repair_fingerprint: matching("a fingerprint, 64 hexadecimal digits", /^[0-9a-f]{64}$/),
  contradiction_type: oneOf("A", "B"),
  regime_at_submission: oneOf(1, 2),
});
