import { compileLaw } from "../compiler/law-compiler.ts";
import type { Law } from "../law/law.ts";
import type { RuleId } from "../law/rule.ts";
import { everyValuation } from "../world/valuation.ts";
import type { Apparatus } from "./apparatus.ts";

/**
 * The diagnostic R2A (reference §5.2): away from the place of the contradiction, no exception of a rule that was repaired is true where
 * that rule's condition is. It is reported and decides nothing, since the seed does not list it.
 */
export function isNarrowException(apparatus: Apparatus, { rules }: Law, modified: readonly RuleId[]): boolean {
  const law = compileLaw(apparatus.vocabulary, rules);
  if (!law.ok) return false;
  return modified.every((id) => {
    const rule = law.value.byId.get(id);
    const away = everyValuation().filter(
      ({ atStamp, canDeliverA, canDeliverB }) => !atStamp && !canDeliverA && !canDeliverB,
    );
    return rule !== undefined && away.every((seen) => !rule.conditionHolds(seen) || !rule.exceptionHolds(seen));
  });
}
