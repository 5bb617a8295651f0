import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { twinArithmetic } from "../../gardener/arithmetic.ts";
import { letAllPass } from "../../gardener/control/action-filter.ts";
import { advance } from "../../gardener/generation/advance.ts";
import { ruleAgents } from "../../gardener/policy/rule-policy.ts";
import { CLASSIC_GARDENER } from "../../gardener/spec/profiles.ts";
import { createGardener, type GardenerWorld } from "../../gardener/world.ts";
import { advanceStressed, stressed } from "./advance-stressed.ts";
import { type Stress, stressAt } from "./stress.ts";

const world = (): GardenerWorld =>
  createGardener({
    spec: CLASSIC_GARDENER,
    seed: 4,
    policy: ruleAgents,
    filter: letAllPass,
    arithmetic: twinArithmetic,
  });
const constant = (stressor: Stress["stressor"], strength: number): Stress => ({
  stressor,
  points: [{ generation: 0, strength }],
});

describe("stress", () => {
  const ramp: Stress = {
    stressor: "growth",
    points: [
      { generation: 10, strength: 1 },
      { generation: 20, strength: 3 },
      { generation: 40, strength: 2 },
    ],
  };

  test.each([
    [0, 1],
    [10, 1],
    [15, 2],
    [20, 3],
    [30, 2.5],
    [40, 2],
    [9_999, 2],
  ])("SIM-410 at generation %i it is %f", (generation, strength) => {
    expect(stressAt(ramp, generation)).toBeCloseTo(strength, 12);
  });

  test("SIM-410 it never leaves the range of its points", () => {
    fc.assert(
      fc.property(fc.nat(100), (generation) => {
        const strength = stressAt(ramp, generation);
        expect(strength >= 1 && strength <= 3).toBe(true);
      }),
    );
  });

  test("SIM-411 the usual stress changes nothing", () => {
    const { dirt, energy } = CLASSIC_GARDENER;
    const free = world();
    const records = Array.from({ length: 40 }, () => advance(free));
    for (const stress of [
      constant("growth", dirt.growthMax),
      constant("metabolism", energy.metabolism),
      constant("loss", 0),
    ]) {
      const subject = stressed(world(), stress);
      expect(Array.from({ length: 40 }, () => advanceStressed(subject))).toEqual(records);
    }
  });

  test("SIM-411 losses take agents by chance, the same in twins, and leave the weather alone", () => {
    const [one, two] = [stressed(world(), constant("loss", 0.05)), stressed(world(), constant("loss", 0.05))];
    let deaths = 0;
    for (let generation = 0; generation < 40; generation += 1) {
      const record = advanceStressed(one);
      expect(advanceStressed(two)).toEqual(record);
      deaths += record.deaths;
    }
    // 25 agents and fewer than 40 generations at 5 %: about 40, respawns included.
    expect(deaths).toBeGreaterThan(15);
    expect(deaths).toBeLessThan(70);
  });

  test("SIM-411 growth and hunger act from the generation they are set for", () => {
    const dirty = stressed(world(), constant("growth", 0.02));
    expect(advanceStressed(dirty).entropyTotal).toBeGreaterThan(30);
    const hungry = stressed(world(), constant("metabolism", 5));
    expect(advanceStressed(hungry).energyMean).toBeLessThan(46);
  });
});
