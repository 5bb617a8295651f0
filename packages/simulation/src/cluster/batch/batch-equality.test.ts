import { describe, expect, test } from "vitest";
import { belowAt, partKey, seedKey } from "../../random/counter.ts";
import { clusterProfile, clusterProfileNames } from "../profiles.ts";
import { type Autoreset, ClusterBatch } from "./cluster-batch.ts";
import { trajectoryHash } from "./trajectory-hash.ts";
import { TwinBatch } from "./twin-batch.ts";

const ENVIRONMENTS = 12;
const STEPS = 300;
const ACTIONS_KEY = seedKey(99);

const actionsAt = (step: number): Uint8Array =>
  Uint8Array.from({ length: ENVIRONMENTS }, (_, place) => belowAt(partKey(ACTIONS_KEY, step), place, 6));

describe.each(clusterProfileNames)("profile %s", (name) => {
  test.each([
    [4, 4, "next-step", false],
    [4, 4, "same-step", true],
    [10, 10, "same-step", false],
    [3, 7, "next-step", true],
    [2, 2, "same-step", false],
  ] as const)(
    "SIM-6 kernel and twin are equal bit for bit on %i × %i, %s, global sight %s",
    (width, height, autoreset, globals) => {
      const spec = clusterProfile(name, { width, height, observation: { position: "of-last", globals } });
      const [kernel, twin] = [
        new ClusterBatch(spec, ENVIRONMENTS, autoreset),
        new TwinBatch(spec, ENVIRONMENTS, autoreset),
      ];
      expect(runOf(kernel)).toEqual(runOf(twin));
      expect(kernel.finalObservations).toEqual(twin.finalObservations);
    },
  );
});

/** What a run showed: the hash of its trajectory, and step by step the facts that the hash leaves out. */
function runOf(batch: ClusterBatch | TwinBatch) {
  batch.reset(7);
  let hash = trajectoryHash(0, batch);
  const facts = Array.from({ length: STEPS }, (_, step) => {
    batch.step(actionsAt(step));
    hash = trajectoryHash(hash, batch);
    const { actionMasks, loads, oomCounts, criticalCounts, budgets } = batch;
    return [actionMasks, loads, oomCounts, criticalCounts, budgets].map((values) => values.join());
  });
  return { hash, facts };
}

test("SIM-6 in mode disabled, kernel and twin reset where the mask says, and refuse a step after the end", () => {
  const spec = clusterProfile("hard", { stepsMax: 9 });
  const batches = [kernelOf(spec), new TwinBatch(spec, ENVIRONMENTS, "disabled" satisfies Autoreset)] as const;
  for (const batch of batches) {
    batch.reset(3);
    for (let step = 0; step < 9; step += 1) batch.step(actionsAt(step));
    expect(() => batch.step(actionsAt(9))).toThrow(expect.objectContaining({ code: "CLUSTER_EPISODE_ENDED" }));
    batch.resetWhere(Uint8Array.from({ length: ENVIRONMENTS }, () => 1));
    batch.step(actionsAt(9));
  }
  expect(trajectoryHash(0, batches[0])).toBe(trajectoryHash(0, batches[1]));
});

const kernelOf = (spec: ReturnType<typeof clusterProfile>): ClusterBatch =>
  new ClusterBatch(spec, ENVIRONMENTS, "disabled");
