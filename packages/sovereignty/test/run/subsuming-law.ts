import type { Channels } from "../../src/agent/channels.ts";
import { OPEN_CHANNELS } from "../../src/agent/channels.ts";
import { type Condition, condition } from "../../src/law/condition.ts";
import type { Law } from "../../src/law/law.ts";
import type { Rule } from "../../src/law/rule.ts";
import type { Apparatus } from "../../src/run/apparatus.ts";
import type { Deliberator } from "../../src/agent/deliberator.ts";
import { exceptionTo } from "../../src/law/patch.ts";
import { APPARATUS } from "../gate/two-repairs.ts";
import { repairing } from "./agents.ts";

/** Places at which R7 of the crafted law forbids everything: the stamp in regime 1, and the zones A and B from then on. */
const PLACES: Condition = condition(
  "OR",
  condition("AND", condition("REGIME_EQ", 1), condition("AT_STAMP")),
  condition("AT_ZONE_A"),
  condition("AT_ZONE_B"),
);

const R7: Rule = {
  ...APPARATUS.initialRules.find(({ id }) => id === "R7")!,
  condition: condition("AND", condition("REGIME_GE", 1), condition("NOT", condition("STAMPED")), PLACES),
  effect: { effectType: "ACTION_CLASS", actionClass: "ANY" },
};

/** A law in which one prohibition, R7, causes both contradictions, so that a Repair A can do what only Repair B should. */
export const SUBSUMABLE: Apparatus = {
  ...APPARATUS,
  initialRules: APPARATUS.initialRules.filter(({ id }) => id !== "R8").map((rule) => (rule.id === "R7" ? R7 : rule)),
};

const ANYWHERE_IN_REGIME_2 = condition("OR", condition("AT_STAMP"), condition("REGIME_EQ", 2));

/** Repairs A so that B is done as well, and writes a Repair B where it is asked for one. */
export const SUBSUMING: Deliberator = repairing(({ contradiction }, { attempt }) => {
  if (attempt > 1) return null;
  if (contradiction === "B")
    return { patches: [exceptionTo("R7", condition("OR", condition("AT_ZONE_A"), condition("AT_ZONE_B")))] };
  return { patches: [exceptionTo("R6", condition("AT_STAMP")), exceptionTo("R7", ANYWHERE_IN_REGIME_2)] };
});

const withoutExceptionOfR7 = (rule: Rule): Rule => {
  const { exceptionCondition: _, ...bare } = rule;
  return rule.id === "R7" ? bare : rule;
};

/** The agent goes back to what R7 said at first and keeps the epochs, so that Contradiction B meets it after all. */
export const REVERTING: Channels = {
  ...OPEN_CHANNELS,
  carry: (law: Law, { episode }) => (episode === 4 ? { ...law, rules: law.rules.map(withoutExceptionOfR7) } : law),
};
