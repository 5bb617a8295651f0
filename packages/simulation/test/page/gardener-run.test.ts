import { describe, expect, test } from "vitest";
import { GardenerRun } from "../../page/gardener/gardener-run.ts";
import { GARDENERS } from "../../page/gardener/gardeners.ts";
import { twinArithmetic } from "../../src/gardener/arithmetic.ts";
import { letAllPass } from "../../src/gardener/control/action-filter.ts";
import { DIRT_FULL } from "../../src/gardener/field/dirt-unit.ts";
import { advance } from "../../src/gardener/generation/advance.ts";
import { CALIBRATED_GARDENER, CLASSIC_GARDENER } from "../../src/gardener/spec/profiles.ts";
import { createGardener } from "../../src/gardener/world.ts";

const rule = GARDENERS[0]!.policy;
const runOf = (seed = 1): GardenerRun => new GardenerRun({ spec: CALIBRATED_GARDENER, seed, policy: rule });
const totalDirt = ({ world: { cells } }: GardenerRun): number => cells.reduce((sum, dirt) => sum + dirt, 0);

describe("a garden of the page", () => {
  test.each(GARDENERS.flatMap((each) => [CLASSIC_GARDENER, CALIBRATED_GARDENER].map((spec) => ({ ...each, spec }))))(
    "SIM-390 is the library's, record by record: $label, $spec.name",
    ({ policy, spec }) => {
      const run = new GardenerRun({ spec, seed: 5, policy });
      const twin = createGardener({ spec, seed: 5, policy, filter: letAllPass, arithmetic: twinArithmetic });
      for (let generation = 0; generation < 60; generation += 1) expect(run.step()).toEqual(advance(twin));
    },
  );

  test("SIM-390 its hash follows from the seed and sees every cell and agent", () => {
    const [one, same, other] = [runOf(1), runOf(1), runOf(2)];
    for (const run of [one, same, other]) for (let step = 0; step < 50; step += 1) run.step();
    expect(one.hash).toBe(same.hash);
    expect(one.hash).not.toBe(other.hash);
    one.world.cells[17]! ^= 1;
    expect(one.hash).not.toBe(same.hash);
  });

  test("SIM-391 a burst adds dirt to a disc, never above full, at places that follow from the seed", () => {
    const [one, same] = [runOf(), runOf()];
    for (let burst = 0; burst < 3; burst += 1) for (const run of [one, same]) run.burst();
    expect(one.hash).toBe(same.hash);
    expect(Math.max(...one.world.cells)).toBeLessThanOrEqual(DIRT_FULL);
    const here = runOf();
    here.burst(0);
    const { cells } = here.world;
    expect([cells[0], cells[59], cells[59 * 60]].every((dirt) => dirt! > 0.6 * DIRT_FULL)).toBe(true);
    expect(cells[30 * 60 + 30]).toBe(0);
    expect(cells.filter((dirt) => dirt > 0).length / cells.length).toBeCloseTo(Math.PI * 0.14 ** 2, 1);
  });

  test("SIM-391 a storm adds a quarter everywhere, and the garden goes on", () => {
    const run = runOf();
    run.step();
    const before = totalDirt(run);
    run.storm();
    expect((totalDirt(run) - before) / run.world.cells.length / DIRT_FULL).toBeCloseTo(0.25, 3);
    expect(run.step().generation).toBe(2);
    expect([...run.dirt.values()].length).toBe(2);
  });
});
