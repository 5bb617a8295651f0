import { expect, test } from "vitest";
import { ALWAYS, condition } from "../law/condition.ts";
import { CLEAN_LAW } from "../law/initial-law.ts";
import { patched } from "../law/patch.ts";
import { changedRuleText, conditionText, ruleText } from "./law-text.ts";

const shown = ({ markup }: { readonly markup: string }): string => markup.replace(/\s+/g, " ");
const ruleOf = (id: string) => CLEAN_LAW.find((rule) => rule.id === id)!;

test.each([
  [ALWAYS, "always"],
  [condition("FALSE"), "never"],
  [condition("REGIME_EQ", 1), "REGIME_EQ(1)"],
  [condition("AND", condition("REGIME_EQ", 2), condition("AT_ZONE_A")), "REGIME_EQ(2) and AT_ZONE_A"],
  [
    condition("OR", condition("AND", ALWAYS, condition("STAMPED")), condition("AT_STAMP")),
    "(TRUE and STAMPED) or AT_STAMP",
  ],
  [condition("NOT", condition("OR", condition("STAMPED"), condition("AT_STAMP"))), "NOT(STAMPED or AT_STAMP)"],
])("SV-193 a condition as it is read", (whole, text) => {
  expect(conditionText(whole)).toBe(text);
});

test("SV-193 permission, duty and prohibition as they are read", () => {
  expect(shown(ruleText(ruleOf("R0")))).toBe("<b>R0</b>: MOVE permitted always");
  expect(shown(ruleText(ruleOf("R1")))).toBe("<b>R1</b>: DEPOSIT_ZONE ZONE_A owed always, priority 10");
  expect(shown(ruleText(ruleOf("R6")))).toBe("<b>R6</b>: STAMP prohibited when REGIME_EQ(1)");
});

test.each([
  [
    { targetRuleId: "R6", op: "ADD_EXCEPTION", exceptionCondition: condition("AT_STAMP") } as const,
    "<b>R6</b>: STAMP prohibited when REGIME_EQ(1) <ins>— unless AT_STAMP</ins>",
  ],
  [
    { targetRuleId: "R6", op: "MODIFY_CONDITION", newCondition: condition("FALSE") } as const,
    "<b>R6</b>: STAMP prohibited <ins>never</ins>",
  ],
  [
    { targetRuleId: "R6", op: "CHANGE_PRIORITY", newPriority: 4 } as const,
    "<b>R6</b>: STAMP prohibited when REGIME_EQ(1)<ins>, priority 4</ins>",
  ],
])("SV-193 what a patch changes is set off: $op", (patch, text) => {
  const after = patched(CLEAN_LAW, [patch]).find(({ id }) => id === "R6")!;
  expect(shown(changedRuleText(ruleOf("R6"), after))).toBe(text);
});
