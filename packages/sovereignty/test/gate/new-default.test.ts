import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileCondition, type Holds } from "../../src/compiler/condition-compiler.ts";
import { introducesDefault } from "../../src/gate/new-default.ts";
import { repairCase } from "../../src/gate/repair-case.ts";
import { type Condition, condition } from "../../src/law/condition.ts";
import { exceptionTo, type PatchOperation } from "../../src/law/patch.ts";
import { isSameRule, type Rule, type RuleId, type RuleType } from "../../src/law/rule.ts";
import type { Observation } from "../../src/world/observation.ts";
import { observe } from "../../src/world/observe.ts";
import { depositAt } from "../../src/world/target.ts";
import { everyGridState, everyValuation } from "../../src/world/valuation.ts";
import { anyCondition, conditionsOfTwoWords, WORDS } from "./conditions.ts";
import { APPARATUS, answerTo, attemptA, attemptB, withRepair } from "./two-repairs.ts";

const { vocabulary, initialRules } = APPARATUS;

function holds(whole: Condition): Holds {
  const compiled = compileCondition(vocabulary, whole, "");
  if (!compiled.ok) throw new Error(compiled.error.expected);
  return compiled.value;
}

/** What every state of the grid shows, and not only one of each valuation: the yardstick is not what is measured. */
const EVERYTHING_SEEN: readonly Observation[] = [...everyGridState()].map(observe);

const isSomewhere = (when: (seen: Observation) => boolean): boolean => EVERYTHING_SEEN.some(when);

/** Whether a rule of these conditions is active, without the law compiler. */
const activity = (rule: Pick<Rule, "condition" | "exceptionCondition">): ((seen: Observation) => boolean) => {
  const [when, unless] = [holds(rule.condition), holds(rule.exceptionCondition ?? condition("FALSE"))];
  return (seen) => when(seen) && !unless(seen);
};

const ruleOf = (id: RuleId): Rule => initialRules.find((rule) => rule.id === id)!;

function isDefault(rules: readonly Rule[], ...patches: readonly PatchOperation[]): boolean {
  const { submission, repair } = attemptA();
  const law = { ...submission.law, rules };
  return introducesDefault(repairCase({ ...submission, law }, { ...repair, patches }));
}

describe("R4, no new default", () => {
  test("SV-59 the valuations that are tried tell apart whatever the grid can show in the reserved words", () => {
    const words = conditionsOfTwoWords([...WORDS.A, ...WORDS.B])
      .slice(0, 100)
      .map(holds);
    for (const when of words) expect(everyValuation().some(when)).toBe(isSomewhere(when));
  });

  test.each([
    ["true", condition("TRUE")],
    ["not false", condition("NOT", condition("FALSE"))],
    ["one or its denial", condition("OR", condition("AT_STAMP"), condition("NOT", condition("AT_STAMP")))],
    ["two places at once, denied", condition("NOT", condition("AND", condition("AT_STAMP"), condition("AT_ZONE_A")))],
    ["any regime", condition("REGIME_GE", 0)],
    ["the rule's own regime", condition("REGIME_EQ", 1)],
    ["no other regime", condition("NOT", condition("OR", condition("REGIME_EQ", 0), condition("REGIME_EQ", 2)))],
    ["not a regime after", condition("NOT", condition("REGIME_GE", 2))],
    [
      "delivered to the wrong place, denied",
      condition("NOT", condition("AND", condition("CAN_DELIVER_A"), condition("AT_ZONE_B"))),
    ],
  ])("SV-59 an exception that is always true where R6 is, as %s, is a default", (_guise, exception) => {
    expect(isDefault(initialRules, exceptionTo("R6", exception))).toBe(true);
  });

  test("SV-59 an exception that is true wherever its own rule is kills that rule only", () => {
    const patches = [exceptionTo("R7", condition("AT_ZONE_A")), exceptionTo("R8", condition("CAN_DELIVER_B"))];
    expect(answerTo(withRepair(attemptB(), { patches }))).toBe("R4_NEW_DEFAULT_DETECTED");
    expect(isDefault(initialRules, exceptionTo("R7", condition("AT_ZONE_B")))).toBe(false);
  });

  test("SV-59 a prohibition that is moved to where nothing was prohibited is a repeal", () => {
    for (const newCondition of [condition("FALSE"), condition("REGIME_EQ", 0), condition("REGIME_EQ", 2)])
      expect(isDefault(initialRules, { targetRuleId: "R6", op: "MODIFY_CONDITION", newCondition })).toBe(true);
    const newCondition = condition("AND", condition("REGIME_EQ", 1), condition("NOT", condition("AT_STAMP")));
    const narrowed = { targetRuleId: "R6", op: "MODIFY_CONDITION", newCondition } as const;
    expect(isDefault(initialRules, narrowed)).toBe(false);
    expect(answerTo(withRepair(attemptA(), { patches: [narrowed] }))).toBe("ACCEPTED");
  });

  test("SV-59 a priority is not changed, up, down or of a prohibition", () => {
    const change = (targetRuleId: RuleId, newPriority: number) =>
      isDefault(initialRules, { targetRuleId, op: "CHANGE_PRIORITY", newPriority });
    expect([change("R1", 9), change("R1", 11), change("R6", 1), change("R0", 1)]).toEqual([true, true, true, true]);
    expect(change("R1", 10)).toBe(false);
  });

  test.each(["R6", "R7", "R8"] as const)(
    "SV-59 by enumeration: of all exceptions and conditions of two words, those that leave %s alive where it was, and no others",
    (id) => {
      const was = activity(ruleOf(id));
      const tried = conditionsOfTwoWords(id === "R6" ? WORDS.A : WORDS.B);
      const lives = { exception: 0, condition: 0 };
      for (const each of tried) {
        const patches = [
          { kind: "exception", patch: exceptionTo(id, each), rule: { ...ruleOf(id), exceptionCondition: each } },
          {
            kind: "condition",
            patch: { targetRuleId: id, op: "MODIFY_CONDITION", newCondition: each },
            rule: { ...ruleOf(id), condition: each },
          },
        ] as const;
        for (const { kind, patch, rule } of patches) {
          const is = activity(rule);
          const isAlive = isSomewhere((seen) => was(seen) && is(seen));
          expect(isDefault(initialRules, patch), JSON.stringify(patch)).toBe(!isAlive);
          if (isAlive) lives[kind] += 1;
        }
      }
      expect(tried.length).toBeGreaterThan(300);
      expect(lives.exception).toBeGreaterThan(100);
      expect(lives.condition).toBeGreaterThan(100);
    },
  );
});

const EFFECTS: Record<RuleType, Rule["effect"]> = {
  PERMISSION: { effectType: "ACTION_CLASS", actionClass: "STAMP" },
  PROHIBITION: { effectType: "ACTION_CLASS", actionClass: "STAMP" },
  OBLIGATION: { effectType: "OBLIGATION_TARGET", target: depositAt("ZONE_A") },
};

const anyRule = (id: RuleId, type: RuleType): fc.Arbitrary<Rule> =>
  fc
    .record({ condition: anyCondition, exceptionCondition: anyCondition }, { requiredKeys: ["condition"] })
    .map((parts) => ({ ...parts, id, type, effect: EFFECTS[type], expiresEpisode: null, priority: 1 }));

const anyLaw: fc.Arbitrary<readonly Rule[]> = fc.tuple(
  anyRule("R0", "PERMISSION"),
  anyRule("R1", "PROHIBITION"),
  anyRule("R2", "OBLIGATION"),
);

const targetRuleId = fc.constantFrom<RuleId>("R0", "R1", "R2");

const anyPatch: fc.Arbitrary<PatchOperation> = fc.oneof(
  fc.record({ op: fc.constant("ADD_EXCEPTION" as const), targetRuleId, exceptionCondition: anyCondition }),
  fc.record({ op: fc.constant("MODIFY_CONDITION" as const), targetRuleId, newCondition: anyCondition }),
  fc.record({ op: fc.constant("CHANGE_PRIORITY" as const), targetRuleId, newPriority: fc.constantFrom(0, 1, 2) }),
);

describe("whatever R4 lets pass", () => {
  test("SV-59 every repaired prohibition is alive, no permission is wider, no duty is narrower, no rank is changed", () => {
    let [passed, refused] = [0, 0];
    fc.assert(
      fc.property(anyLaw, fc.array(anyPatch, { minLength: 1, maxLength: 3 }), (rules, patches) => {
        const { submission, repair } = attemptA();
        const asked = repairCase({ ...submission, law: { ...submission.law, rules } }, { ...repair, patches });
        if (introducesDefault(asked)) refused += 1;
        else {
          passed += 1;
          rules.forEach((rule, index) => expectNoDefault(rule, asked.patchedRules[index]!));
        }
      }),
      { numRuns: 500 },
    );
    expect(Math.min(passed, refused)).toBeGreaterThan(20);
  });
});

function expectNoDefault(before: Rule, after: Rule): void {
  expect(after.priority).toBe(before.priority);
  if (isSameRule(before, after)) return;
  const [was, is] = [activity(before), activity(after)];
  if (before.type === "PROHIBITION") expect(isSomewhere((seen) => was(seen) && is(seen))).toBe(true);
  if (before.type === "PERMISSION") expect(isSomewhere((seen) => is(seen) && !was(seen))).toBe(false);
  if (before.type === "OBLIGATION") expect(isSomewhere((seen) => was(seen) && !is(seen))).toBe(false);
}
