import { describe, expect, test } from "vitest";
import { compiledLaw, EVERY_STATE, LAW_AFTER_A, LAW_AFTER_B, worldIn } from "../../test/clean-fixture.ts";
import { ALWAYS, condition } from "../law/condition.ts";
import { CLEAN_LAW } from "../law/initial-law.ts";
import type { Rule } from "../law/rule.ts";
import { actionsIn, NO_ACTIONS, setOfActions } from "../world/action.ts";
import { STAMP_LOCATION, ZONE_CELLS } from "../world/grid.ts";
import { observe } from "../world/observe.ts";
import type { WorldState } from "../world/world-state.ts";
import { activeRules, blockingRules, isActive, permittedActions } from "./compiled-law.ts";
import { compileLaw } from "./law-compiler.ts";
import { CLEAN_VOCABULARY } from "./vocabulary.ts";

const changed = (id: string, change: Partial<Rule>): readonly Rule[] =>
  CLEAN_LAW.map((rule) => (rule.id === id ? { ...rule, ...change } : rule));

const permittedIn = (rules: readonly Rule[], state: WorldState) =>
  actionsIn(permittedActions(compiledLaw(rules), observe(state)));

const ALL = ["A0", "A1", "A2", "A3", "A4", "A5", "A6"];
const without = (action: string) => ALL.filter((each) => each !== action);

describe("a compiled law", () => {
  test("SV-35 has every rule, in law order, with its effect", () => {
    const { rules, byId } = compiledLaw();
    expect(rules.map(({ rule }) => rule)).toEqual(CLEAN_LAW);
    expect(rules.map(({ actions }) => actionsIn(actions).join(""))).toEqual([
      ...["A0A1A2A3", "", "", "", "A4", "A5", "A6", "A6", "A5", "A5"],
    ]);
    expect([...byId.keys()]).toEqual(CLEAN_LAW.map(({ id }) => id));
  });

  test("SV-35 is one fault where one rule cannot be compiled", () => {
    const refused = (rules: readonly Rule[]) => compileLaw(CLEAN_VOCABULARY, rules);
    expect(refused(changed("R6", { condition: condition("POSITION_EQ", "SOURCE") }))).toMatchObject({
      ok: false,
      error: { status: "SCHEMA_ERROR", path: "/7/condition/op" },
    });
    expect(refused(changed("R7", { exceptionCondition: condition("NOT") }))).toMatchObject({
      ok: false,
      error: { status: "SCHEMA_ERROR", path: "/8/exception_condition/args" },
    });
    expect(refused(changed("R1", { type: "PERMISSION" }))).toMatchObject({
      ok: false,
      error: { status: "REFERENCE_ERROR", path: "/1/effect" },
    });
    expect(refused(changed("R0", { type: "OBLIGATION" }))).toMatchObject({
      ok: false,
      error: { status: "REFERENCE_ERROR", path: "/0/effect" },
    });
    expect(refused([...CLEAN_LAW, CLEAN_LAW[0]!])).toMatchObject({ ok: false, error: { status: "SCHEMA_ERROR" } });
  });

  test("SV-35 names the epochs that its rules embed, each once and in law order", () => {
    const rules = CLEAN_LAW.map((rule) =>
      rule.id === "R6" ? { ...rule, repairEpoch: "1" } : /R[78]/.test(rule.id) ? { ...rule, repairEpoch: "2" } : rule,
    );
    expect(compiledLaw(rules).embeddedEpochs).toEqual(["1", "2"]);
    expect(compiledLaw().embeddedEpochs).toEqual([]);
  });
});

describe("an active rule", () => {
  const seen = observe(worldIn(1, { cell: STAMP_LOCATION }));
  const activeIn = (rules: readonly Rule[], id: string, now = seen): boolean => {
    const law = compiledLaw(rules);
    return activeRules(law, now).some(({ rule }) => rule.id === id);
  };

  test("SV-18 is one whose condition holds and whose exception does not", () => {
    expect(activeIn(CLEAN_LAW, "R6")).toBe(true);
    expect(activeIn(CLEAN_LAW, "R6", observe(worldIn(0)))).toBe(false);
    expect(activeIn(changed("R6", { exceptionCondition: condition("AT_STAMP") }), "R6")).toBe(false);
    expect(activeIn(changed("R6", { exceptionCondition: condition("STAMPED") }), "R6")).toBe(true);
  });

  test("SV-18 lives in the episodes before it expires", () => {
    const living = [0, 1, 2, 3].map((episode) =>
      activeIn(changed("R1", { expiresEpisode: 2 }), "R1", observe(worldIn(0, { episode }))),
    );
    expect(living).toEqual([true, true, false, false]);
  });

  test("SV-35 is never one that was compiled from another law", () => {
    const foreign = compiledLaw(LAW_AFTER_A).byId.get("R0")!;
    expect(isActive(foreign, compiledLaw(LAW_AFTER_A).normHash, seen)).toBe(true);
    expect(isActive(foreign, compiledLaw().normHash, seen)).toBe(false);
    const smuggled = { ...compiledLaw(), rules: [foreign] };
    expect(permittedActions(smuggled, seen)).toBe(NO_ACTIONS);
  });
});

describe("what the law permits", () => {
  const atZone = (zone: number, itemType: "A" | "B") => worldIn(2, { cell: ZONE_CELLS[zone]!, inventory: 1, itemType });

  test("SV-19 is what is permitted and not prohibited; nothing by default", () => {
    expect(permittedIn([], worldIn(0))).toEqual([]);
    expect(permittedIn(changed("R4", { condition: condition("FALSE") }), worldIn(0))).toEqual(without("A4"));
    expect(permittedIn(changed("R0", { type: "PROHIBITION" }), worldIn(0))).toEqual(["A4", "A5", "A6"]);
  });

  test("SV-19 of the first law: no stamp in regime 1, no deposit at zones A and B in regime 2", () => {
    for (const state of EVERY_STATE) {
      const isZoneAOrB = state.cell === ZONE_CELLS[0] || state.cell === ZONE_CELLS[1];
      const missing = state.regime === 1 ? "A6" : state.regime === 2 && isZoneAOrB ? "A5" : "none";
      expect(permittedIn(CLEAN_LAW, state)).toEqual(without(missing));
    }
  });

  test("SV-19 after Repair A: the stamp at the stamp's place, and elsewhere in regime 1 still not", () => {
    for (const state of EVERY_STATE.filter(({ regime }) => regime < 2)) {
      const isStampable = state.regime === 0 || state.cell === STAMP_LOCATION;
      expect(permittedIn(LAW_AFTER_A, state)).toEqual(isStampable ? ALL : without("A6"));
    }
  });

  test("SV-19 after Repair B: the deposit of what belongs here, and nothing else at zones A and B", () => {
    expect(permittedIn(LAW_AFTER_B, atZone(0, "A"))).toEqual(ALL);
    expect(permittedIn(LAW_AFTER_B, atZone(1, "B"))).toEqual(ALL);
    expect(permittedIn(LAW_AFTER_B, atZone(0, "B"))).toEqual(without("A5"));
    expect(permittedIn(LAW_AFTER_B, atZone(1, "A"))).toEqual(without("A5"));
  });

  test("SV-19 what blocks are the active prohibitions that reach into the actions that are asked for", () => {
    const blocked = (state: WorldState, action: "A5" | "A6") =>
      blockingRules(compiledLaw(), observe(state), setOfActions([action]));
    expect(blocked(worldIn(1), "A6")).toEqual(["R6"]);
    expect(blocked(worldIn(1), "A5")).toEqual([]);
    expect(blocked(atZone(0, "A"), "A5")).toEqual(["R7"]);
    expect(blocked(atZone(1, "B"), "A5")).toEqual(["R8"]);
  });

  test("SV-19 a permission of ANY permits every action and one of WAIT none", () => {
    const permission = (actionClass: "ANY" | "WAIT"): readonly Rule[] => [
      { ...CLEAN_LAW[0]!, condition: ALWAYS, effect: { effectType: "ACTION_CLASS", actionClass } },
    ];
    expect(permittedIn(permission("ANY"), worldIn(0))).toEqual(ALL);
    expect(permittedIn(permission("WAIT"), worldIn(0))).toEqual([]);
  });
});
