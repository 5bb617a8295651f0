import { describe, expect, test } from "vitest";
import { specDigest } from "../../spec-digest.ts";
import { checkedGardenerSpec } from "./gardener-spec.ts";
import { CALIBRATED_GARDENER, CLASSIC_GARDENER } from "./profiles.ts";

const refused = (spec: unknown) =>
  expect(() => checkedGardenerSpec(spec)).toThrow(expect.objectContaining({ code: "GARDENER_SPEC_INVALID" }));

describe("a world as data", () => {
  test("SIM-100 both profiles are specs, and survive JSON", () => {
    for (const spec of [CLASSIC_GARDENER, CALIBRATED_GARDENER])
      expect(checkedGardenerSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
  });

  test.each([
    ["a side that is no multiple of 4", { ...CLASSIC_GARDENER, side: 61 }],
    ["a field that no one knows", { ...CLASSIC_GARDENER, colour: "magma" }],
    ["an energy that is no number", { ...CLASSIC_GARDENER, energy: { ...CLASSIC_GARDENER.energy, move: "0.5" } }],
    ["bounds out of order", { ...CLASSIC_GARDENER, verdict: { bubbleFrom: 0.8, collapseFrom: 0.7 } }],
    ["more agents than exclusive cells hold", { ...CLASSIC_GARDENER, side: 8, hasExclusiveCells: true }],
    ["nothing", undefined],
  ])("SIM-100 refuses %s", (_, spec) => refused(spec));

  test("SIM-100 the digest changes with any number, and only then", () => {
    const digest = specDigest(CLASSIC_GARDENER);
    expect(specDigest({ ...CLASSIC_GARDENER })).toBe(digest);
    const other = { ...CLASSIC_GARDENER, dirt: { ...CLASSIC_GARDENER.dirt, growthMax: 0.005_1 } };
    expect(specDigest(other)).not.toBe(digest);
  });

  test("SIM-100 the classic profile carries the original's constants", () => {
    const { side, population, energy, dirt, reproduction, reflex } = CLASSIC_GARDENER;
    expect({ side, population, energy, dirt, reproduction, reflex }).toEqual({
      side: 60,
      population: { initial: 25, min: 15, max: 80, respawn: true },
      energy: { start: 50, metabolism: 0.1, move: 0.5, emergencyMove: 0.1, collision: 0.1, cleanReward: 3 },
      dirt: { growthMax: 0.005, cleanMax: 0.5 },
      reproduction: {
        cost: 40,
        childEnergy: 50,
        threshold: 80,
        isOwnAction: false,
        mutationRate: 0.02,
        isScaledByFanIn: false,
      },
      reflex: { energyMax: 0.6, moveEnergyMin: 0.2, cleanAbove: 0.1, moveAbove: 0.2, savedAfter: 0 },
    });
  });
});
