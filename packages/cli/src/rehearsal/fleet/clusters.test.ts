import { clusterProfile } from "@plimsoll/simulation";
import { describe, expect, test } from "vitest";
import { Clusters, ungovernedLosses } from "./clusters.ts";
import { idleAction } from "./maintenance.ts";

const HARD = clusterProfile("hard");
const CLUSTERS = 4;

function lossesAt(powerPpm: number, steps: number, seed = 5) {
  const fleet = new Clusters(HARD, CLUSTERS, seed);
  for (let step = 0; step < steps; step += 1) fleet.step(Array.from({ length: CLUSTERS }, () => powerPpm));
  return fleet.losses;
}

describe("SIM-333 power is a duty cycle of maintenance", () => {
  test("SIM-333 all of it acts in every step, a fifth in every fifth, nothing never", () => {
    expect(lossesAt(1_000_000, 100).actedSteps).toBe(100 * CLUSTERS);
    expect(lossesAt(200_000, 100).actedSteps).toBe(20 * CLUSTERS);
    expect(lossesAt(0, 100).actedSteps).toBe(0);
  });

  test("SIM-333 power that is not used is not saved up beyond one act", () => {
    const fleet = new Clusters(HARD, 1, 5);
    for (let step = 0; step < 50; step += 1) fleet.step([900_000]);
    const before = fleet.losses.actedSteps;
    for (let step = 0; step < 10; step += 1) fleet.step([0]);
    expect(fleet.losses.actedSteps - before).toBeLessThanOrEqual(1);
  });

  test("SIM-333 two idle steps undo one another: up, then down", () => {
    expect([0, 1, 2, 3].map(idleAction)).toEqual([0, 1, 0, 1]);
  });
});

describe("SIM-337 what power is worth to the clusters", () => {
  test("SIM-337 all power is the fleet without a governor, to the last figure", () => {
    expect(lossesAt(1_000_000, 300)).toEqual(ungovernedLosses(HARD, CLUSTERS, 300, 5));
  });

  test("SIM-337 less power loses more: out-of-memory ends and load rise from full to a fifth to none", () => {
    const [full, fifth, none] = [1_000_000, 200_000, 0].map((power) => lossesAt(power, 400));
    expect(full?.outOfMemoryEnds).toBeLessThan(fifth?.outOfMemoryEnds ?? 0);
    expect(fifth?.outOfMemoryEnds).toBeLessThan(none?.outOfMemoryEnds ?? 0);
    expect(full?.loadMean).toBeLessThan(none?.loadMean ?? 0);
    expect(full?.rewardSum).toBeGreaterThan(none?.rewardSum ?? 0);
  });
});
