import fc from "fast-check";
import { canonicalJson } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { compiledLaw, LAW_AFTER_A, PATCHES_A } from "../../test/clean-fixture.ts";
import { ALWAYS, condition, conditionsWithin } from "./condition.ts";
import { firstEpoch, nextEpoch, noncesOfSeed } from "./epoch.ts";
import { CLEAN_LAW } from "./initial-law.ts";
import { currentEpoch, lawFingerprint, normHash } from "./law.ts";
import { inPatchOrder, patched, type PatchOperation } from "./patch.ts";
import { isRuleId, type Rule, ruleValue } from "./rule.ts";

const ruleOf = (rules: readonly Rule[], id: string): Rule => rules.find((rule) => rule.id === id)!;
const HEX_64 = /^[0-9a-f]{64}$/;

describe("the first law of profile clean", () => {
  test("SV-23 has ten rules, in law order", () => {
    expect(CLEAN_LAW.map(({ id }) => id)).toEqual(["R0", "R1", "R2", "R3", "R4", "R5", "R9", "R6", "R7", "R8"]);
    expect(
      CLEAN_LAW.map(
        ({ type, effect }) =>
          `${type} ${effect.effectType === "ACTION_CLASS" ? effect.actionClass : effect.target.targetId}`,
      ),
    ).toEqual([
      "PERMISSION MOVE",
      "OBLIGATION ZONE_A",
      "OBLIGATION ZONE_B",
      "OBLIGATION ZONE_C",
      "PERMISSION COLLECT",
      "PERMISSION DEPOSIT",
      "PERMISSION STAMP",
      "PROHIBITION STAMP",
      "PROHIBITION DEPOSIT",
      "PROHIBITION DEPOSIT",
    ]);
  });

  test("SV-23 no two obligations tie, none expires, and no rule is repaired yet", () => {
    const obligations = CLEAN_LAW.filter(({ type }) => type === "OBLIGATION");
    expect(obligations.map(({ priority }) => priority)).toEqual([10, 6, 5]);
    expect(CLEAN_LAW.every(({ expiresEpisode }) => expiresEpisode === null)).toBe(true);
    expect(CLEAN_LAW.some((rule) => "repairEpoch" in rule || "exceptionCondition" in rule)).toBe(false);
  });

  test("SV-23 a prohibition speaks of its own contradiction and of the phase", () => {
    const wordsOf = (id: string) => [...conditionsWithin(ruleOf(CLEAN_LAW, id).condition)].map(({ op }) => op);
    expect(wordsOf("R6")).toEqual(["REGIME_EQ"]);
    expect(wordsOf("R7")).toEqual(["AND", "REGIME_EQ", "AT_ZONE_A"]);
    expect(wordsOf("R8")).toEqual(["AND", "REGIME_EQ", "AT_ZONE_B"]);
  });
});

describe("canonical form", () => {
  test("SV-21 a rule has six fields, and two more only where they are set", () => {
    const fields = ["id", "type", "condition", "effect", "expires_episode", "priority"];
    expect(Object.keys(ruleValue(CLEAN_LAW[0]!) as object)).toEqual(fields);
    const repaired: Rule = { ...CLEAN_LAW[0]!, repairEpoch: "e", exceptionCondition: ALWAYS };
    expect(Object.keys(ruleValue(repaired) as object)).toEqual([...fields, "repair_epoch", "exception_condition"]);
  });

  test("SV-21 conditions always show their arguments", () => {
    expect(canonicalJson(ruleValue(CLEAN_LAW[0]!))).toBe(
      '{"condition":{"args":[],"op":"TRUE"},"effect":{"action_class":"MOVE","effect_type":"ACTION_CLASS"},' +
        '"expires_episode":null,"id":"R0","priority":0,"type":"PERMISSION"}',
    );
  });

  test("SV-21 the fingerprint is of the rules in their order, whatever else the law carries", () => {
    const fingerprint = lawFingerprint(CLEAN_LAW);
    expect(fingerprint).toMatch(HEX_64);
    expect(lawFingerprint(structuredClone(CLEAN_LAW))).toBe(fingerprint);
    expect(lawFingerprint(CLEAN_LAW.toReversed())).not.toBe(fingerprint);
    expect(normHash(CLEAN_LAW)).toBe(fingerprint.slice(0, 16));
  });

  test("SV-21 any change of any rule is another fingerprint", () => {
    const changes: readonly Partial<Rule>[] = [
      { id: "R77" },
      { type: "OBLIGATION" },
      { condition: condition("FALSE") },
      { effect: { effectType: "ACTION_CLASS", actionClass: "ANY" } },
      { expiresEpisode: 2 },
      { priority: 1 },
      { repairEpoch: "e" },
      { exceptionCondition: ALWAYS },
    ];
    const seen = new Set([lawFingerprint(CLEAN_LAW)]);
    for (const change of changes)
      for (const index of CLEAN_LAW.keys())
        seen.add(lawFingerprint(CLEAN_LAW.map((rule, at) => (at === index ? { ...rule, ...change } : rule))));
    const same = CLEAN_LAW.filter(({ type }) => type === "OBLIGATION").length;
    expect(seen.size).toBe(1 + changes.length * CLEAN_LAW.length - same);
  });

  test("SV-18 rule ids are R and at most four digits", () => {
    expect(["R0", "R9", "R1234"].every(isRuleId)).toBe(true);
    expect(["r0", "R", "R12345", "R-1", "R1 ", "RA", ""].some(isRuleId)).toBe(false);
  });
});

describe("patches", () => {
  test("SV-22 an exception is put on a rule; on one that has an exception, either is enough", () => {
    const once = ruleOf(LAW_AFTER_A, "R6");
    expect(once.exceptionCondition).toEqual(condition("AT_STAMP"));
    const again: PatchOperation = { targetRuleId: "R6", op: "ADD_EXCEPTION", exceptionCondition: condition("STAMPED") };
    expect(ruleOf(patched(LAW_AFTER_A, [again]), "R6").exceptionCondition).toEqual(
      condition("OR", condition("AT_STAMP"), condition("STAMPED")),
    );
  });

  test("SV-22 a condition and a priority are replaced", () => {
    const rules = patched(CLEAN_LAW, [
      { targetRuleId: "R6", op: "MODIFY_CONDITION", newCondition: condition("FALSE") },
      { targetRuleId: "R2", op: "CHANGE_PRIORITY", newPriority: 11 },
    ]);
    expect(ruleOf(rules, "R6").condition).toEqual(condition("FALSE"));
    expect(ruleOf(rules, "R2").priority).toBe(11);
  });

  test("SV-22 rules are neither added nor taken away nor moved, and what no patch names stays the same rule", () => {
    const rules = patched(CLEAN_LAW, [...PATCHES_A, { targetRuleId: "R77", op: "CHANGE_PRIORITY", newPriority: 1 }]);
    expect(rules.map(({ id }) => id)).toEqual(CLEAN_LAW.map(({ id }) => id));
    expect(rules.filter((rule, index) => rule !== CLEAN_LAW[index]).map(({ id }) => id)).toEqual(["R6"]);
    expect(ruleOf(CLEAN_LAW, "R6").exceptionCondition).toBeUndefined();
  });

  test("SV-22 patches have one order, by rule and then by operation", () => {
    const patches: readonly PatchOperation[] = [
      { targetRuleId: "R6", op: "ADD_EXCEPTION", exceptionCondition: ALWAYS },
      { targetRuleId: "R6", op: "CHANGE_PRIORITY", newPriority: 1 },
      { targetRuleId: "R6", op: "MODIFY_CONDITION", newCondition: ALWAYS },
      { targetRuleId: "R7", op: "ADD_EXCEPTION", exceptionCondition: ALWAYS },
    ];
    const anyOrder = fc.shuffledSubarray([...patches], { minLength: 4 });
    fc.assert(
      fc.property(anyOrder, (shuffled) => {
        expect(inPatchOrder(shuffled)).toEqual(patches);
      }),
    );
  });

  test("SV-22 two patches of one rule and operation keep the order in which they were written", () => {
    const patches = [1, 2, 3].map(
      (newPriority) => ({ targetRuleId: "R6", op: "CHANGE_PRIORITY", newPriority }) as const,
    );
    expect(inPatchOrder(patches)).toEqual(patches);
  });
});

describe("epochs", () => {
  const fingerprint = lawFingerprint(CLEAN_LAW);
  const epoch0 = firstEpoch(fingerprint, "nonce");

  test("SV-24 each is 64 digits of what came before, what was repaired, and a nonce", () => {
    expect(epoch0).toMatch(HEX_64);
    const epochs = [
      nextEpoch(epoch0, "a", "nonce"),
      nextEpoch(epoch0, "b", "nonce"),
      nextEpoch(epoch0, "a", "other"),
      nextEpoch(firstEpoch(fingerprint, "other"), "a", "nonce"),
    ];
    expect(new Set([epoch0, ...epochs]).size).toBe(5);
  });

  test("SV-24 the current epoch is the last of the chain, and none where there is no chain", () => {
    const law = { rules: CLEAN_LAW, epochChain: [epoch0, "next"], repairCount: 1 };
    expect(currentEpoch(law)).toBe("next");
    expect(currentEpoch({ ...law, epochChain: [] })).toBeNull();
  });

  test("SV-25 each seed and each place in the chain has a nonce of its own", () => {
    const nonces = [42, 123, 456, 789, 1000].flatMap((seed) => ([0, 1, 2] as const).map(noncesOfSeed(seed)));
    expect(new Set(nonces).size).toBe(15);
    expect(nonces[0]).toBe("harness_nonce_42");
  });
});

describe("the fingerprint as a guard", () => {
  test("SV-21 a law that differs in nothing compiles to the same hash", () => {
    expect(compiledLaw(structuredClone(CLEAN_LAW)).normHash).toBe(compiledLaw().normHash);
    expect(compiledLaw(LAW_AFTER_A).normHash).not.toBe(compiledLaw().normHash);
  });
});
