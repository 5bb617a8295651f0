import { describe, expect, test } from "vitest";
import { kernelArithmetic } from "../../src/gardener/arithmetic.ts";
import { letAllPass } from "../../src/gardener/control/action-filter.ts";
import { advance } from "../../src/gardener/generation/advance.ts";
import { sharedBrain } from "../../src/gardener/policy/brain-policy.ts";
import { classicHabits } from "../../src/gardener/policy/classic-habits.ts";
import { evolvedLinearAgents } from "../../src/gardener/policy/evolved-agents.ts";
import { linearAgents } from "../../src/gardener/policy/linear-policy.ts";
import type { GardenerPolicy } from "../../src/gardener/policy/policy.ts";
import { CALIBRATED_GARDENER, CLASSIC_GARDENER } from "../../src/gardener/spec/profiles.ts";
import { createGardener } from "../../src/gardener/world.ts";

const arithmetic = kernelArithmetic(60);
/** No seed of the breeding's trials (11 to 13). */
const HELD_OUT = [101, 102, 103, 104, 105];

function lastOf(spec: typeof CLASSIC_GARDENER, policy: GardenerPolicy, seed: number, generations: number) {
  const world = createGardener({ spec, seed, policy, filter: letAllPass, arithmetic });
  for (let generation = 1; generation < generations; generation += 1) advance(world);
  return advance(world);
}

describe("evolved agents", () => {
  test.each(HELD_OUT)(
    "SIM-151 keep the classic world below 800 of 3 600 at generation 2 000, held-out seed %i",
    (seed) => {
      const record = lastOf(CLASSIC_GARDENER, evolvedLinearAgents, seed, 2_000);
      expect(record.entropyTotal).toBeLessThan(800);
      expect(record.population).toBeGreaterThan(60);
    },
  );

  test("SIM-152 carry over to a world of seven actions by their classic habits", () => {
    const record = lastOf(CALIBRATED_GARDENER, classicHabits(evolvedLinearAgents), 101, 1_500);
    expect(record.population).toBeGreaterThan(60);
    expect(record.verdict).toBe("creative");
  });

  test("SIM-152 a genome of another length or without numbers is refused", () => {
    const refused = (policy: GardenerPolicy, spec = CLASSIC_GARDENER) =>
      expect(() => lastOf(spec, policy, 1, 1)).toThrow(expect.objectContaining({ code: "GARDENER_GENOME_INVALID" }));
    refused(linearAgents("short", new Float32Array(47)));
    refused(evolvedLinearAgents, CALIBRATED_GARDENER);
    refused(linearAgents("broken", new Float32Array(48).fill(Number.NaN)));
    refused(sharedBrain("short", new Float32Array(3_382)));
  });
});
