import { describe, expect, test } from "vitest";
import { compileLaw } from "../../src/compiler/law-compiler.ts";
import { condition } from "../../src/law/condition.ts";
import { patched } from "../../src/law/patch.ts";
import type { Rule } from "../../src/law/rule.ts";
import type { Apparatus } from "../../src/run/apparatus.ts";
import { type Situation, situationOf } from "../../src/mask/situation.ts";
import { stepsBetween, ZONE_CELLS, numberOfZone } from "../../src/world/grid.ts";
import { observe } from "../../src/world/observe.ts";
import { cleanRank, type Rank } from "../../src/world/rank.ts";
import { everyGridState } from "../../src/world/valuation.ts";
import { episodeStart, type WorldState } from "../../src/world/world-state.ts";
import { APPARATUS, AT_STAMP, AT_ZONE_A, AT_ZONE_B, attemptA, attemptB } from "../gate/two-repairs.ts";

function situation(state: WorldState, rules: readonly Rule[] = LAWS[0], apparatus: Apparatus = APPARATUS): Situation {
  const law = compileLaw(apparatus.vocabulary, rules);
  if (!law.ok) throw new Error(law.error.expected);
  return situationOf(apparatus, law.value, state);
}

const INITIAL = APPARATUS.initialRules;
const AFTER_A = patched(INITIAL, attemptA().repair.patches);
const AFTER_B = patched(AFTER_A, attemptB().repair.patches);
const LAWS = [INITIAL, AFTER_A, AFTER_B] as const;

/** States whose cargo has the label that the world gives: of the first zone that is not served. */
const STATES = [...everyGridState()].filter(
  ({ itemType, served }) =>
    itemType === null || itemType === "ABC"[[0, 1, 2].find((zone) => !((served >> zone) & 1)) ?? 3],
);

const isContradictionA = (state: WorldState): boolean => {
  const { regime, atStamp, stamped, inventory } = observe(state);
  return regime === 1 && atStamp && inventory > 0 && !stamped;
};

const isContradictionB = (state: WorldState): boolean => {
  const { regime, canDeliverA, canDeliverB } = observe(state);
  return regime === 2 && (canDeliverA || canDeliverB);
};

describe("the contradiction predicate", () => {
  test.each([
    ["the initial law", INITIAL, (state: WorldState) => isContradictionA(state) || isContradictionB(state)],
    ["the law after A", AFTER_A, isContradictionB],
    ["the law after B", AFTER_B, () => false],
  ])("SV-46 under %s it holds in exactly the states of its geometry", (_name, rules, isExpected) => {
    for (const state of STATES)
      expect(situation(state, rules).kind === "contradiction", JSON.stringify(state)).toBe(isExpected(state));
    expect(STATES.length).toBeGreaterThan(1500);
  });

  test("SV-46 it is asked of each tied target by itself: what the other leaves open does not excuse", () => {
    const rank: Rank = (rules, state, target) =>
      target.kind === "DELIVER" && cleanRank(rules, state, target) !== 0
        ? stepsBetween(state.cell, ZONE_CELLS[numberOfZone(target.targetId)]!) + 1
        : cleanRank(rules, state, target);
    const apparatus: Apparatus = { ...APPARATUS, rank };
    const there = situation(AT_ZONE_A, AFTER_A, apparatus);
    expect(there).toMatchObject({ kind: "contradiction", target: { kind: "DELIVER", targetId: "ZONE_A" } });
    const after = situation(AT_ZONE_A, AFTER_B, apparatus);
    expect(after).toMatchObject({ kind: "free", mask: 0b010_0101 });
  });

  test("SV-46 only the highest priority counts, and no priority of the law is above the environment's", () => {
    const raised = INITIAL.map((rule) =>
      rule.type === "OBLIGATION" ? { ...rule, priority: rule.priority + 900 } : rule,
    );
    expect(situation(AT_STAMP, raised)).toMatchObject({ kind: "contradiction", target: { kind: "STAMP_CARGO" } });
    const labelledB: WorldState = { ...AT_ZONE_A, itemType: "B" };
    const withoutR1 = INITIAL.filter(({ id }) => id !== "R1");
    expect(situation(labelledB)).toMatchObject({ kind: "contradiction", target: { kind: "DEPOSIT_ZONE" } });
    expect(situation(labelledB, withoutR1).kind).toBe("free");
  });

  test("SV-47 what blocks Contradiction A is R6; Contradiction B both R7 and R8, for as long as both are owed", () => {
    const blockers = (state: WorldState) => (situation(state) as Situation & { kind: "contradiction" }).blockingRuleIds;
    expect(blockers(AT_STAMP)).toEqual(["R6"]);
    expect(blockers(AT_ZONE_A)).toEqual(["R7", "R8"]);
    expect(blockers(AT_ZONE_B)).toEqual(["R7", "R8"]);
    expect(blockers({ ...AT_ZONE_B, served: 0b001 })).toEqual(["R8"]);
    expect(blockers({ ...AT_ZONE_A, served: 0b010 })).toEqual(["R7"]);
  });

  test("SV-48 without an open obligation everything permitted is free; two rules of one rank are tied", () => {
    const withoutDuties = INITIAL.filter(({ type }) => type !== "OBLIGATION");
    expect(situation(episodeStart(0, 0), withoutDuties)).toEqual({
      kind: "free",
      mask: 0b111_1111,
      binding: [],
      open: [],
    });
    const tied = INITIAL.map((rule) => (rule.id === "R2" ? { ...rule, priority: 10 } : rule));
    expect(situation(episodeStart(0, 0), tied)).toEqual({ kind: "tied", ruleIds: ["R1", "R2"] });
  });

  test("SV-48 a duty that nothing brings nearer is impossible, and no contradiction", () => {
    const apparatus: Apparatus = { ...APPARATUS, physics: { ...APPARATUS.physics, inventoryMax: 0 } };
    const atSource: WorldState = { ...episodeStart(0, 0), cell: 12 };
    expect(situation(atSource, INITIAL, apparatus)).toMatchObject({ kind: "impossible" });
    const forbidden = INITIAL.map((rule) => (rule.id === "R6" ? { ...rule, condition: condition("TRUE") } : rule));
    expect(situation(episodeStart(0, 0), forbidden)).toMatchObject({ kind: "free" });
  });
});
