import { type CompiledLaw, isActive } from "../compiler/compiled-law.ts";
import { compileLaw } from "../compiler/law-compiler.ts";
import type { Law } from "../law/law.ts";
import type { RuleId } from "../law/rule.ts";
import type { Observation } from "../world/observation.ts";
import { everyValuation } from "../world/valuation.ts";
import type { Apparatus } from "./apparatus.ts";

/**
 * The diagnostic R2A (reference §5.2): away from the places of the contradictions, every prohibition that was repaired still holds where
 * it held before, however it was repaired. It is reported and decides nothing, since the seed does not list it.
 */
export function isNarrowRepair(apparatus: Apparatus, before: Law, after: Law, modified: readonly RuleId[]): boolean {
  const held = compileLaw(apparatus.vocabulary, before.rules);
  const holds = compileLaw(apparatus.vocabulary, after.rules);
  if (!held.ok || !holds.ok) return false;
  return modified.every((id) =>
    awayFromAnyContradiction().every((seen) => !isActiveIn(held.value, id, seen) || isActiveIn(holds.value, id, seen)),
  );
}

function isActiveIn(law: CompiledLaw, id: RuleId, seen: Observation): boolean {
  const rule = law.byId.get(id);
  return rule !== undefined && isActive(rule, law.normHash, seen);
}

const awayFromAnyContradiction = (): readonly Observation[] =>
  everyValuation().filter(({ atStamp, canDeliverA, canDeliverB }) => !atStamp && !canDeliverA && !canDeliverB);
