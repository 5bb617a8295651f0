import type { PlimsollError } from "@plimsoll/foundation";
import { describe, expect, it } from "vitest";
import { createFloatCluster } from "../cluster/float/float-cluster.ts";
import { playEpisode } from "../cluster/float/play-episode.ts";
import { clusterProfile } from "../cluster/profiles.ts";
import { type Key, normalAt, partKey, seedKey } from "../random/counter.ts";
import { calibrate, type EvaluatePolicy } from "./calibrate.ts";
import {
  CALIBRATED_RANGES,
  type CalibratedParameters,
  calibratedParameterNames,
  calibratedPolicy,
  plainParameters,
} from "./calibrated.ts";
import type { ObservationPolicy } from "./policy.ts";

const CLASSIC = clusterProfile("classic");
const HARD = clusterProfile("hard");

const onFloat: EvaluatePolicy = (policy, spec, episodes) => {
  const cluster = createFloatCluster(spec);
  return episodes.map((episode) => playEpisode(cluster, policy, episode).reward);
};

/** A world that is only noise: what is asked of it is written down. */
function noise(): { evaluate: EvaluatePolicy; asked: { policy: ObservationPolicy; episodes: readonly Key[] }[] } {
  const asked: { policy: ObservationPolicy; episodes: readonly Key[] }[] = [];
  return {
    asked,
    evaluate(policy, _spec, episodes) {
      asked.push({ policy, episodes });
      return episodes.map((episode) => normalAt(episode, asked.length));
    },
  };
}

describe("calibration", () => {
  it("SIM-53 finds parameters that beat the plain ones on episodes it has not seen, where the plain ones fail", () => {
    const { parameters } = calibrate(HARD, 1_000, seedKey(5), onFloat);
    const held = Array.from({ length: 60 }, (_, episode) => partKey(seedKey(77), episode));
    const meanOf = (candidate: CalibratedParameters): number =>
      onFloat(calibratedPolicy(candidate), HARD, held).reduce((sum, value) => sum + value, 0) / held.length;
    expect(meanOf(parameters)).toBeGreaterThan(meanOf(plainParameters) + 12);
  }, 30_000);

  it("SIM-53 spends no more than its budget and nearly all of it, on any budget", () => {
    for (const budget of [256, 257, 500, 1_000, 4_321, 20_000]) {
      const world = noise();
      const { episodesSpent, candidatesTried } = calibrate(CLASSIC, budget, seedKey(1), world.evaluate);
      expect(world.asked.reduce((sum, { episodes }) => sum + episodes.length, 0)).toBe(episodesSpent);
      expect(episodesSpent).toBeLessThanOrEqual(budget);
      expect(episodesSpent).toBeGreaterThan(0.9 * budget);
      expect(candidatesTried).toBeGreaterThan(8);
    }
  });

  it("SIM-53 is a pure function of its arguments, and another key is another search", () => {
    const run = (seed: number) => calibrate(CLASSIC, 600, seedKey(seed), noise().evaluate);
    expect(run(1)).toEqual(run(1));
    expect(run(2).parameters).not.toEqual(run(1).parameters);
  });

  it("SIM-53 lets rivals meet on the same episodes, and no two rounds on one", () => {
    const world = noise();
    const { candidatesTried } = calibrate(CLASSIC, 600, seedKey(1), world.evaluate);
    const blocks = Map.groupBy(world.asked, ({ episodes }) => `${episodes[0]?.low} ${episodes[0]?.high}`);
    for (const rivals of blocks.values()) expect(rivals.length).toBeGreaterThanOrEqual(2);
    // Sixteen candidates are searched in four rounds; each other one is a step of the refinement; one final.
    expect(blocks.size).toBe(4 + (candidatesTried - 16) + 1);
    const keys = [...blocks.values()].flatMap(([first]) => first?.episodes ?? []);
    expect(new Set(keys.map(({ low, high }) => `${low} ${high}`)).size).toBe(keys.length);
  });

  it("SIM-53 keeps within the ranges, and holds the plain parameters among the first", () => {
    // Whoever plays later earns more: every step of the refinement is kept, and it walks as far as it can.
    let plays = 0;
    const { parameters } = calibrate(CLASSIC, 2_000, seedKey(3), (_policy, _spec, episodes) => {
      plays += 1;
      return episodes.map(() => plays);
    });
    for (const name of calibratedParameterNames) {
      expect(parameters[name]).toBeGreaterThanOrEqual(CALIBRATED_RANGES[name].low);
      expect(parameters[name]).toBeLessThanOrEqual(CALIBRATED_RANGES[name].high);
    }
    // The first candidate alone earns anything: it wins the search, and no step away from it is kept.
    let calls = 0;
    const first = calibrate(CLASSIC, 512, seedKey(3), (_policy, _spec, episodes) => {
      calls += 1;
      return episodes.map(() => (calls === 1 ? 1 : 0));
    });
    expect(first.parameters).toEqual(plainParameters);
  });

  it("SIM-53 keeps no step that is better by less than its standard error", () => {
    const SEARCH_CALLS = 8 + 4 + 2;
    const FINAL_EPISODES_LEAST = 40;
    const played = (gain: number): CalibratedParameters => {
      let calls = 0;
      return calibrate(CLASSIC, 512, seedKey(3), (_policy, _spec, episodes) => {
        calls += 1;
        if (calls <= SEARCH_CALLS) return episodes.map(() => ([1, 9, 13].includes(calls) ? 1 : 0));
        if (episodes.length > FINAL_EPISODES_LEAST) return episodes.map(() => calls);
        const isChallenger = (calls - SEARCH_CALLS) % 2 === 1;
        return episodes.map((_, episode) => (isChallenger ? gain + (episode % 2 === 0 ? 1 : -1) : 0));
      }).parameters;
    };
    expect(played(0.1)).toEqual(plainParameters);
    expect(played(0.5)).not.toEqual(plainParameters);
  });

  it("SIM-53 refuses a budget too small to search with", () => {
    for (const budget of [0, 255, 300.5, Number.NaN])
      expect(() => calibrate(CLASSIC, budget, seedKey(1), noise().evaluate)).toThrow(
        expect.objectContaining({ code: "CALIBRATION_BUDGET_INVALID" }) as PlimsollError,
      );
  });
});
