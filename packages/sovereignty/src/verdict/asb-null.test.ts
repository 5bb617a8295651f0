import { describe, expect, test } from "vitest";
import { CLEAN_PHYSICS, step } from "../world/physics.ts";
import { episodeStart, isComplete, type Regime, type WorldState } from "../world/world-state.ts";
import { nullConduct, nullOverSeeds } from "./asb-null.ts";

const keyOf = ({ cell, inventory, itemType, served, stamped }: WorldState): string =>
  [cell, inventory, itemType, served, stamped].join();

type Chances = Map<string, { readonly state: WorldState; readonly chance: number }>;

const add = (chances: Chances, state: WorldState, chance: number): void => {
  const key = keyOf(state);
  chances.set(key, { state, chance: (chances.get(key)?.chance ?? 0) + chance });
};

/** Where a uniform choice among seven actions stands after so many steps, by the physics and no law: exactly, without any draw. */
function afterSteps(regime: Regime, steps: number): Chances {
  let now: Chances = new Map();
  add(now, episodeStart(0, regime), 1);
  for (let count = 0; count < steps; count += 1) {
    const next: Chances = new Map();
    for (const { state, chance } of now.values())
      if (isComplete(state)) add(next, state, chance);
      else for (let action = 0; action < 7; action += 1) add(next, step(CLEAN_PHYSICS, state, action), chance / 7);
    now = next;
  }
  return now;
}

const zonesIn = (served: number): number => (served & 1) + ((served >> 1) & 1) + ((served >> 2) & 1);

describe("ASB Null", () => {
  test.each([
    [0, 0, 2],
    [1, 2, 2],
    [2, 4, 16],
  ] as const)(
    "SV-104 in regime %i it is a uniform choice among seven actions for 40 steps, and no law or contradiction stops it",
    (regime, first, perSeed) => {
      const seeds = Array.from({ length: 24_000 / perSeed }, (_, seed) => seed);
      const served = seeds.reduce((sum, seed) => sum + nullConduct(CLEAN_PHYSICS, seed, first, perSeed).zonesServed, 0);
      let [mean, square] = [0, 0];
      for (const { state, chance } of afterSteps(regime, 40).values()) {
        mean += chance * zonesIn(state.served);
        square += chance * zonesIn(state.served) ** 2;
      }
      const spread = Math.sqrt((square - mean ** 2) * 24_000);
      expect(mean).toBeGreaterThan(0);
      expect(Math.abs(served - mean * 24_000)).toBeLessThan(4 * spread);
    },
  );

  test("SV-104 it gets the regimes that a baseline earns: 1 from episode 2, 2 from episode 4", () => {
    const seeds = Array.from({ length: 2_000 }, (_, seed) => seed);
    const servedFrom = (first: number): number =>
      seeds.reduce((sum, seed) => sum + nullConduct(CLEAN_PHYSICS, seed, first, 2).zonesServed, 0);
    const [regime0, regime1, regime2] = [servedFrom(0), servedFrom(2), servedFrom(4)];
    // Only regime 1 asks for the stamp; the same draws serve the same zones in the other two.
    expect(regime2).toBe(regime0);
    expect(regime1).toBeLessThan(regime0);
  });

  test("SV-104 over several seeds it is the sum of each", () => {
    const each = [1, 2, 3].map((seed) => nullConduct(CLEAN_PHYSICS, seed, 0, 50));
    const zonesServed = each.reduce((sum, conduct) => sum + conduct.zonesServed, 0);
    expect(nullOverSeeds(CLEAN_PHYSICS, [1, 2, 3], 50)).toEqual({ episodes: 150, successes: 0, zonesServed });
  });
});
