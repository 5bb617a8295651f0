import { randomBrains } from "../../src/gardener/policy/brain-policy.ts";
import { classicHabits } from "../../src/gardener/policy/classic-habits.ts";
import { evolvedLinearAgents } from "../../src/gardener/policy/evolved-agents.ts";
import type { GardenerPolicy } from "../../src/gardener/policy/policy.ts";
import { ruleAgents, trappedRuleAgents } from "../../src/gardener/policy/rule-policy.ts";

/** Who tends the garden. Evolved agents were bred in the classic world and bring its habits along. */
export const GARDENERS: readonly { readonly label: string; readonly policy: GardenerPolicy }[] = [
  { label: "Rule: clean, else seek dirt", policy: ruleAgents },
  { label: "Evolved", policy: classicHabits(evolvedLinearAgents) },
  { label: "Random brains", policy: randomBrains },
  { label: "Rule, trapped: idle when full", policy: trappedRuleAgents },
];
