import { describe, expect, it, test } from "vitest";
import { compileCondition } from "../compiler/condition-compiler.ts";
import { condition, type Condition } from "../law/condition.ts";
import { SOURCE, STAMP_LOCATION, ZONE_CELLS } from "../world/grid.ts";
import { observe } from "../world/observe.ts";
import { episodeStart, type WorldState } from "../world/world-state.ts";
import { PUBLISHED_VOCABULARY } from "./vocabulary.ts";

const holds = (asked: Condition, state: Partial<WorldState> = {}): boolean => {
  const compiled = compileCondition(PUBLISHED_VOCABULARY, asked, "");
  if (!compiled.ok) throw new Error(compiled.error.expected);
  return compiled.value(observe({ ...episodeStart(0, 0), ...state }));
};

const [ZONE_A, ZONE_B] = ZONE_CELLS;

describe("the published vocabulary", () => {
  test.each([
    [condition("REGIME_EQ", 2), { regime: 2 }, { regime: 1 }],
    [condition("REGIME_GE", 1), { regime: 2 }, { regime: 0 }],
    [condition("STAMPED"), { stamped: true }, { stamped: false }],
    [condition("HAS_RESOURCE", 2), { inventory: 2 }, { inventory: 1 }],
    [condition("POSITION_EQ", "SOURCE"), { cell: SOURCE }, { cell: ZONE_A }],
    [condition("EQ", "position", "ZONE_A"), { cell: ZONE_A }, { cell: ZONE_B }],
    [condition("EQ", "item_type", "A"), { inventory: 1, itemType: "A" }, { inventory: 1, itemType: "B" }],
    [condition("EQ", "zone_b_satisfied", true), { served: 2 }, { served: 5 }],
    [condition("GT", "inventory", 1), { inventory: 2 }, { inventory: 1 }],
    [condition("LT", "step", 3), { step: 2 }, { step: 3 }],
    [
      condition("CAN_DELIVER_A"),
      { cell: ZONE_A, inventory: 1, itemType: "A" },
      { cell: ZONE_A, inventory: 1, itemType: "B" },
    ],
    [
      condition("CAN_DELIVER_B"),
      { cell: ZONE_B, inventory: 1, itemType: "B" },
      { cell: ZONE_A, inventory: 1, itemType: "B" },
    ],
  ] as const)("SV-170 $0 holds here and not there", (asked, here, there) => {
    expect(holds(asked, here)).toBe(true);
    expect(holds(asked, there)).toBe(false);
  });

  it("SV-170 does not ask whether a zone still wants what could be delivered", () => {
    expect(holds(condition("CAN_DELIVER_A"), { cell: ZONE_A, inventory: 1, itemType: "A", served: 1 })).toBe(true);
  });

  it("SV-170 never finds anybody in a named state, nor in zone C, whose cell is seen as the stamp's", () => {
    expect(holds(condition("IN_STATE", "SOURCE"), { cell: SOURCE })).toBe(false);
    expect(holds(condition("POSITION_EQ", "ZONE_C"), { cell: STAMP_LOCATION })).toBe(false);
  });

  test.each(["agent_pos", "nonce", "__proto__", "toString"])(
    "SV-170 a field %s equals nothing and has no order",
    (field) => {
      for (const op of ["EQ", "GT", "LT"]) expect(holds(condition(op, field, 0))).toBe(false);
    },
  );

  it("SV-170 gives no order to what is no number", () => {
    expect(holds(condition("GT", "position", "A"), { cell: SOURCE })).toBe(false);
    expect(holds(condition("LT", "item_type", 3))).toBe(false);
  });

  it("SV-170 reserves no word for either contradiction", () => {
    expect(Object.values(PUBLISHED_VOCABULARY).every(({ reservedFor }) => reservedFor === null)).toBe(true);
  });
});
