import { canonicalJson } from "@plimsoll/foundation";
import type { Law } from "../../law/law.ts";
import { ruleValue } from "../../law/rule.ts";
import type { ActionId } from "../../world/action.ts";
import type { Observation } from "../../world/observation.ts";
import type { WorldState } from "../../world/world-state.ts";

/** What the trace tells of a contradiction. */
export interface ToldContradiction {
  readonly contradiction_type: "A" | "B";
  readonly blocking_rule_ids: readonly string[];
  readonly active_obligation_target: { readonly kind: string; readonly targetId: string } | null;
  readonly progress_actions: readonly ActionId[];
  readonly compiled_permitted_actions: readonly ActionId[];
}

/** What the trace tells of the gate's answer. */
export interface ToldAnswer {
  readonly answer: "ACCEPT" | "REJECT";
  readonly code: string | null;
  readonly epoch: string | null;
}

const bitsOf = (ids: readonly ActionId[]): number => ids.reduce((set, id) => set | (1 << Number(id[1])), 0);

/** The same in the words of the judge. */
export const toldEntry = (entry: ToldContradiction) => ({
  target: entry.active_obligation_target,
  blockers: entry.blocking_rule_ids,
  progress: bitsOf(entry.progress_actions),
  permitted: bitsOf(entry.compiled_permitted_actions),
  contradiction: entry.contradiction_type,
});

/** A text that is the same for what is the same, whatever the order of its fields. */
export const told = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );

/** A law as a text that is the same for the same law. */
export const lawText = ({ rules, epochChain, repairCount }: Law): string =>
  canonicalJson({ rules: rules.map(ruleValue), epochChain: [...epochChain], repairCount });

/** Whether what is seen is the world as it is; its regime is a matter by itself. */
export function sees(world: WorldState, seen: Observation): boolean {
  const zones = [seen.zoneASatisfied, seen.zoneBSatisfied, seen.zoneCSatisfied];
  return (
    seen.row * 5 + seen.column === world.cell &&
    seen.inventory === world.inventory &&
    seen.itemType === world.itemType &&
    zones.every((isServed, zone) => isServed === ((world.served & (1 << zone)) !== 0)) &&
    seen.stamped === world.stamped &&
    seen.episode === world.episode &&
    seen.step === world.step
  );
}
