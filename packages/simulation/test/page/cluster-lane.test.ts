import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ClusterLane } from "../../page/cluster/cluster-lane.ts";
import { BRAINS } from "../../page/cluster/brain-catalogue.ts";
import { intendedWay, targetsOf } from "../../page/cluster/intent.ts";
import { heuristicBrain, learnedBrain, type LaneBrain } from "../../page/cluster/lane-brain.ts";
import { clusterPolicyFrom } from "../../page/cluster/policy-file.ts";
import { ACTION_COUNT, CLEAN, SCALE } from "../../src/cluster/actions.ts";
import type { Autoreset } from "../../src/cluster/batch/cluster-batch.ts";
import { ClusterBatch } from "../../src/cluster/batch/cluster-batch.ts";
import { trajectoryHash } from "../../src/cluster/batch/trajectory-hash.ts";
import { clusterProfile } from "../../src/cluster/profiles.ts";
import { openPolicy } from "../../src/learn/policy/policy.ts";
import { policyRunner } from "../../src/learn/policy/policy-runner.ts";
import { playEpisodes } from "../../src/play/play-episodes.ts";
import { policyOnBatch } from "../../src/play/policy-on-batch.ts";
import { distanceTo } from "../../src/policies/torus.ts";
import { indexPolicy } from "../../src/policies/index-policy.ts";
import { neverActPolicy } from "../../src/policies/never-act.ts";
import { randomPolicy } from "../../src/policies/random.ts";
import { seedKey } from "../../src/random/counter.ts";

const classic = clusterProfile("classic");
const bursty = clusterProfile("bursty", { width: 6, height: 5 });
const vectors = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/simulation/policies.json", import.meta.url), "utf8"),
) as { readonly vectors: readonly { readonly policy: object }[] };
const policy = vectors.vectors[0]!.policy;

const laneOf = (brain: LaneBrain, seed = 3, autoreset: Autoreset = "next-step", spec = classic): ClusterLane =>
  new ClusterLane({ spec, brain, seed, autoreset });

function played(lane: ClusterLane, steps: number): ClusterLane {
  for (let step = 0; step < steps; step += 1) lane.step();
  return lane;
}

describe("a lane of the page", () => {
  test.each(BRAINS)("SIM-383 plays the episode that the library plays: $label", ({ brain }) => {
    const lane = laneOf(brain, 11, "disabled");
    while (!lane.isOver) lane.step();
    const [library] = playEpisodes(
      classic,
      policyOnBatch(brain.heuristic!, () => seedKey(11)),
      1,
      11,
    );
    expect(lane.returns).toEqual([library!.episodeReturn]);
    expect([lane.steps, lane.oomCells]).toEqual([library!.steps, library!.oomNodes]);
  });

  test("SIM-383 its hash is the trajectory hash of what it showed", () => {
    const lane = laneOf(heuristicBrain(randomPolicy));
    const batch = new ClusterBatch(classic, 1, "next-step");
    batch.reset(3);
    let hash = trajectoryHash(0, batch);
    for (let step = 0; step < 1_500; step += 1) {
      batch.step(Uint8Array.of(lane.next?.action ?? 0));
      hash = trajectoryHash(hash, batch);
      lane.step();
    }
    expect(lane.hash).toBe(hash);
    expect(lane.episode).toBeGreaterThan(2);
    expect(played(laneOf(heuristicBrain(randomPolicy), 4), 1_500).hash).not.toBe(hash);
  });

  test("SIM-384 two lanes of one seed meet the same world: alike with one policy, from the same start with two", () => {
    const [one, other] = [laneOf(BRAINS[0]!.brain), laneOf(BRAINS[0]!.brain)];
    expect(played(one, 200).hash).toBe(played(other, 200).hash);
    const [a, b] = [laneOf(heuristicBrain(neverActPolicy)), laneOf(heuristicBrain(indexPolicy))];
    const cells = [...Array(16).keys()];
    for (const cell of cells) expect(a.view.memory(cell)).toBe(b.view.memory(cell));
    expect(played(a, 40).hash).not.toBe(played(b, 40).hash);
  });

  test.each(["next-step", "same-step", "disabled"] as const)("SIM-388 after the end of an episode: %s", (autoreset) => {
    const lane = laneOf(heuristicBrain(randomPolicy), 3, autoreset);
    while (lane.returns.length === 0) lane.step();
    const steps = lane.steps;
    expect(lane.episode).toBe(autoreset === "same-step" ? 2 : 1);
    expect([lane.hasEnded, lane.next === null]).toEqual(autoreset === "same-step" ? [false, false] : [true, true]);
    lane.step();
    expect(lane.episode).toBe(autoreset === "disabled" ? 1 : 2);
    expect(lane.steps).toBe(autoreset === "disabled" ? steps : steps + 1);
    expect(lane.view.step).toBe({ "next-step": 0, "same-step": 1, disabled: steps }[autoreset]);
  });
});

describe("what a lane does next", () => {
  test("SIM-385 is decided once a step, before it happens", () => {
    const lane = laneOf(heuristicBrain(randomPolicy));
    const first = lane.next;
    expect(lane.next).toBe(first);
    expect(first!.probabilities).toEqual(Array.from({ length: 6 }, () => 1 / 6));
    expect(laneOf(heuristicBrain(indexPolicy)).next!.probabilities).toBeNull();
  });

  test("SIM-385 is aimed at the next cell, the own cell, or the hot cells that the budget pays for", () => {
    const lane = laneOf(heuristicBrain(indexPolicy), 2, "next-step", bursty);
    const seen = new Set<number>();
    for (let step = 0; step < 400; step += 1) {
      const { next, view } = lane;
      const targets = next === null ? [] : targetsOf(next.action, view);
      const budget = view.budget;
      const distances = targets.map((cell) => distanceTo(view, cell));
      if (next !== null) seen.add(next.action);
      lane.step();
      if (next === null) continue;
      if (next.action === SCALE) expect(targets.length).toBeGreaterThan(0);
      if (next.action === SCALE) expect(budget).toBeGreaterThanOrEqual(targets.length * bursty.budget.scale);
      if (next.action !== SCALE) expect(distances).toEqual([next.action === CLEAN ? 0 : 1]);
    }
    expect(seen.has(SCALE) && seen.has(CLEAN) && seen.size > 3).toBe(true);
  });

  test("SIM-385 a policy that sees all shows its way: it begins here, goes cell by cell, and its first step is the next", () => {
    const lane = laneOf(heuristicBrain(indexPolicy), 2, "next-step", bursty);
    let ways = 0;
    for (let step = 0; step < 200; step += 1) {
      const way = intendedWay(indexPolicy, lane.view, lane.next);
      if (way.length > 0) {
        ways += 1;
        expect(way[0]).toBe(lane.view.y * lane.view.width + lane.view.x);
        expect(way[1]).toBe(targetsOf(lane.next!.action, lane.view)[0]);
      }
      lane.step();
    }
    expect(ways).toBeGreaterThan(20);
    expect(intendedWay(randomPolicy, lane.view, lane.next)).toEqual([]);
  });

  test("SIM-385 a learned policy shows the softmax of its logits over what is allowed, and takes the likeliest", () => {
    const open = openPolicy(policy);
    const lane = laneOf(learnedBrain(open, "learned", false));
    const runner = policyRunner(open, 1);
    for (let step = 0; step < 50; step += 1) {
      const { next, batch } = lane;
      if (next !== null) {
        const chosen = new Uint8Array(1);
        runner.actGreedily(batch.observations, batch.actionMasks, chosen);
        const odds = next.probabilities!;
        const mask = batch.actionMasks[0]!;
        expect(next.action).toBe(chosen[0]);
        expect(odds.reduce((sum, odd) => sum + odd, 0)).toBeCloseTo(1, 12);
        expect(odds[next.action]).toBe(Math.max(...odds));
        for (let action = 0; action < ACTION_COUNT; action += 1)
          expect(odds[action]! > 0).toBe(((mask >> action) & 1) === 1);
      }
      lane.step();
    }
  });

  test("SIM-385 a learned policy that draws does so by the seed", () => {
    const drawn = (seed: number) => played(laneOf(learnedBrain(openPolicy(policy), "learned", true), seed), 120).hash;
    const likeliest = played(laneOf(learnedBrain(openPolicy(policy), "learned", false), 3), 120).hash;
    expect(drawn(3)).toBe(drawn(3));
    expect(drawn(3)).not.toBe(drawn(4));
    expect(drawn(3)).not.toBe(likeliest);
  });
});

describe("a policy's file", () => {
  const text = JSON.stringify(policy);

  test("SIM-386 is taken where it is whole", () => {
    expect(clusterPolicyFrom(text).policy).toEqual(policy);
  });

  test.each([
    ["POLICY_FILE_JSON", "weights, not JSON"],
    ["POLICY_SHAPE", "{}"],
    ["POLICY_DIGEST", text.replace('"seed":7', '"seed":8')],
  ])("SIM-386 is refused: %s", (code, broken) => {
    expect(broken).not.toBe(text);
    expect(() => clusterPolicyFrom(broken)).toThrow(expect.objectContaining({ code }));
  });

  test("SIM-386 is refused where it observes another world", async () => {
    const { startingPolicy } = await import("../policy-vectors.ts");
    const spec = { observationSize: 4, actionCount: 2, hiddenSizes: [4], activation: "tanh", trunk: "shared" } as const;
    const other = JSON.stringify(startingPolicy(spec, 1));
    expect(() => clusterPolicyFrom(other)).toThrow(expect.objectContaining({ code: "POLICY_FILE_WORLD" }));
  });

  test("SIM-386 a policy of 33 observed numbers is given global sight, and meets the same world", async () => {
    const { startingPolicy } = await import("../policy-vectors.ts");
    const spec = {
      observationSize: 33,
      actionCount: 6,
      hiddenSizes: [8],
      activation: "relu",
      trunk: "shared",
    } as const;
    const lane = laneOf(learnedBrain(clusterPolicyFrom(JSON.stringify(startingPolicy(spec, 1))), "far", false));
    expect(lane.batch.observationSize).toBe(33);
    expect(lane.view.memory(5)).toBe(laneOf(BRAINS[0]!.brain).view.memory(5));
    expect(played(lane, 30).steps).toBe(30);
  });
});
