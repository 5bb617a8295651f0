import { compileLaw } from "../compiler/law-compiler.ts";
import { type CompiledLaw, isActive } from "../compiler/compiled-law.ts";
import type { Rule } from "../law/rule.ts";
import { everyValuation } from "../world/valuation.ts";
import type { Observation } from "../world/observation.ts";
import type { RepairCase } from "./repair-case.ts";

/**
 * R4: whether a repair makes something permitted, or some duty void, by default. Decided by trying every valuation of the reserved
 * predicates that the world can show (reference §11 T8): a prohibition that is active nowhere any more where it was, a permission
 * that is active where it was not, a duty that is not where it was, and a changed priority.
 */
export function introducesDefault({ apparatus, law, patchedRules, compiled, modifiedRuleIds }: RepairCase): boolean {
  const before = compileLaw(apparatus.vocabulary, law.rules);
  if (!before.ok || !compiled.ok) return true;
  return law.rules.some(
    (rule, index) =>
      modifiedRuleIds.includes(rule.id) && becomesDefault(before.value, compiled.value, rule, patchedRules[index]!),
  );
}

function becomesDefault(before: CompiledLaw, after: CompiledLaw, rule: Rule, now: Rule): boolean {
  if (rule.priority !== now.priority) return true;
  const [old, patched] = [before.byId.get(rule.id)!, after.byId.get(rule.id)!];
  const wasActive = (seen: Observation): boolean => isActive(old, before.normHash, seen);
  const isNowActive = (seen: Observation): boolean => isActive(patched, after.normHash, seen);
  if (rule.type === "PROHIBITION") return !everyValuation().some((seen) => wasActive(seen) && isNowActive(seen));
  if (rule.type === "PERMISSION") return everyValuation().some((seen) => isNowActive(seen) && !wasActive(seen));
  return everyValuation().some((seen) => wasActive(seen) && !isNowActive(seen));
}
