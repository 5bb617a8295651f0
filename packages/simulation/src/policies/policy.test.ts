import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTION_COUNT } from "../cluster/actions.ts";
import { createFloatCluster } from "../cluster/float/float-cluster.ts";
import { playEpisode } from "../cluster/float/play-episode.ts";
import { clusterProfile, clusterProfileNames } from "../cluster/profiles.ts";
import { type Key, partKey, seedKey } from "../random/counter.ts";
import { calibratedPolicy } from "./calibrated.ts";
import { fullSightGreedyPolicy } from "./full-sight-greedy.ts";
import { h1Policy } from "./h1.ts";
import { horizontalAutoscalerPolicy } from "./horizontal-autoscaler.ts";
import { indexPolicy } from "./index-policy.ts";
import { memoryThresholdPolicy } from "./memory-threshold.ts";
import { nearestHotPolicy } from "./nearest-hot.ts";
import { neverActPolicy } from "./never-act.ts";
import { type Policy, startPolicy } from "./policy.ts";
import { randomPolicy } from "./random.ts";
import { sweepPolicy } from "./sweep.ts";
import { verticalAutoscalerPolicy } from "./vertical-autoscaler.ts";

const ALL: readonly Policy[] = [
  randomPolicy,
  neverActPolicy,
  h1Policy(),
  h1Policy(0.5),
  sweepPolicy(),
  memoryThresholdPolicy("greedy"),
  memoryThresholdPolicy("sweep"),
  fullSightGreedyPolicy,
  nearestHotPolicy(),
  indexPolicy,
  horizontalAutoscalerPolicy(),
  verticalAutoscalerPolicy(),
  calibratedPolicy(),
];

describe("every policy", () => {
  it("SIM-40 has a name of its own", () => {
    expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
  });

  it.each(ALL.map((policy) => [policy.name, policy] as const))(
    "SIM-40 %s plays legal actions on every profile and any grid, the same ones for the same key",
    (_name, policy) => {
      fc.assert(
        fc.property(
          fc.constantFrom(...clusterProfileNames),
          fc.integer({ min: 2, max: 6 }),
          fc.integer({ min: 2, max: 6 }),
          fc.nat(1_000_000),
          (profile, width, height, seed) => {
            const base = clusterProfile(profile);
            const burst = { ...base.events.burst, cells: 1 };
            const changes = { width, height, stepsMax: 40, events: { ...base.events, burst } };
            const cluster = createFloatCluster(clusterProfile(profile, changes));
            const first = playEpisode(cluster, policy, seedKey(seed));
            expect(first.steps).toBeGreaterThan(0);
            expect(playEpisode(cluster, policy, seedKey(seed))).toEqual(first);
          },
        ),
        { numRuns: 15 },
      );
    },
  );

  it("SIM-40 gives an observation policy nothing but observations", () => {
    const cluster = createFloatCluster(clusterProfile("classic"));
    cluster.reset(seedKey(1));
    const world = {
      spec: cluster.spec,
      observation: () => cluster.observation(),
      view: () => {
        throw new Error("an observation policy asked for full sight");
      },
    };
    for (const policy of ALL.filter(({ needs }) => needs === "observation"))
      expect(startPolicy(policy, world, seedKey(1)).act()).toBeLessThan(ACTION_COUNT);
  });
});

describe("random", () => {
  it("SIM-41 takes each of the six actions alike often, and another path for another key", () => {
    const world = createFloatCluster(clusterProfile("classic"));
    const actionsOf = (seed: number): number[] => {
      const episode = startPolicy(randomPolicy, world, partKey(seedKey(9), seed));
      return Array.from({ length: 6_000 }, () => episode.act());
    };
    const actions = actionsOf(0);
    for (let action = 0; action < 6; action++)
      expect(Math.abs(actions.filter((taken) => taken === action).length - 1_000)).toBeLessThan(115);
    expect(actionsOf(0)).toEqual(actions);
    expect(actionsOf(1)).not.toEqual(actions);
  });

  it("SIM-41 never disturbs the world: its key is not the world's", () => {
    const keys: Key[] = [];
    const keeper: Policy = {
      name: "keeper",
      needs: "observation",
      start(_spec, key) {
        keys.push(key);
        return { act: () => 0 };
      },
    };
    startPolicy(keeper, createFloatCluster(clusterProfile("classic")), seedKey(4));
    expect(keys).toHaveLength(1);
    for (const part of [0, 1, 2]) expect(keys).not.toContainEqual(partKey(seedKey(4), part));
    expect(keys).not.toContainEqual(seedKey(4));
    const path = (acts: (step: number) => void): number[] => {
      const cluster = createFloatCluster(clusterProfile("classic"));
      cluster.reset(seedKey(4));
      return Array.from({ length: 20 }, (_, step) => {
        acts(step);
        return cluster.step(0).reward + cluster.info().avgLoad;
      });
    };
    const policy = startPolicy(randomPolicy, createFloatCluster(clusterProfile("classic")), seedKey(4));
    expect(path(() => policy.act())).toEqual(path(() => undefined));
  });
});
