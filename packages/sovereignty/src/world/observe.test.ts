import { describe, expect, test } from "vitest";
import { EVERY_STATE, worldIn } from "../../test/clean-fixture.ts";
import { ZONE_CELLS } from "./grid.ts";
import { observe } from "./observe.ts";

describe("what is seen", () => {
  test("SV-9 is flat: names, numbers and truths, and nothing of seed, nonce or reward", () => {
    const seen = observe(worldIn(0));
    expect(Object.keys(seen).filter((field) => /seed|nonce|reward|score|success/i.test(field))).toEqual([]);
    expect(Object.values(seen).filter((value) => typeof value === "object" && value !== null)).toEqual([]);
    expect(Object.keys(seen)).toHaveLength(23);
  });

  test("SV-9 follows from the state alone, and tells any two states of the grid apart", () => {
    const texts = EVERY_STATE.map((state) => JSON.stringify(observe(state)));
    expect(EVERY_STATE.map((state) => JSON.stringify(observe({ ...state })))).toEqual(texts);
    expect(new Set(texts).size).toBe(EVERY_STATE.length);
  });

  test("SV-9 a demand is 1 until its zone is served", () => {
    for (const seen of EVERY_STATE.map(observe)) {
      expect(seen.zoneADemand).toBe(seen.zoneASatisfied ? 0 : 1);
      expect(seen.zoneBDemand).toBe(seen.zoneBSatisfied ? 0 : 1);
      expect(seen.zoneCDemand).toBe(seen.zoneCSatisfied ? 0 : 1);
    }
  });

  test("SV-9 the phase is seen, and that R1 belongs to its first two episodes", () => {
    expect(observe(worldIn(2)).dualDeliveryMode).toBe(true);
    expect(observe(worldIn(1)).dualDeliveryMode).toBe(false);
    expect([0, 1, 2, 3].map((episode) => observe(worldIn(0, { episode })).ruleR1Active)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test("SV-9 something can be delivered here, with this item, where it is still wanted", () => {
    const here = worldIn(2, { cell: ZONE_CELLS[0], inventory: 1, itemType: "A" });
    expect(observe(here).canDeliverA).toBe(true);
    expect(observe(here).canDeliverB).toBe(false);
    expect(observe({ ...here, itemType: "B" }).canDeliverA).toBe(false);
    expect(observe({ ...here, served: 0b001 }).canDeliverA).toBe(false);
    expect(observe({ ...here, cell: ZONE_CELLS[1], itemType: "B" }).canDeliverB).toBe(true);
  });
});
