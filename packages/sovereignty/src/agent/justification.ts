import { canonicalJson } from "@plimsoll/foundation";
import type { Claim } from "../compiler/jcomp.ts";
import type { RuleId } from "../law/rule.ts";
import type { ActionId } from "../world/action.ts";

/** Why one action, in the words of the DSL. */
export interface Justification {
  readonly action: ActionId;
  readonly ruleRefs: readonly RuleId[];
  readonly claims: readonly Claim[];
}

/** A justification as the text that JCOMP reads. */
export const justificationText = ({ action, ruleRefs, claims }: Justification): string =>
  canonicalJson({
    action_id: action,
    rule_refs: [...ruleRefs],
    claims: claims.map(({ predicate, args }) => ({ predicate, args: [...args] })),
  });
