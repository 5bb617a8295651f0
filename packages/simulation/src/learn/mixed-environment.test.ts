import { expect, test } from "vitest";
import { BelievedCluster } from "../belief/believed-cluster.ts";
import { beliefModelOf } from "../belief/belief-map.ts";
import { ClusterBatch } from "../cluster/batch/cluster-batch.ts";
import { clusterProfile } from "../cluster/profiles.ts";
import { createTrainer } from "./ppo/trainer.ts";
import { mixedEnvironment } from "./mixed-environment.ts";

const worldOf = (profile: string, environments: number): BelievedCluster => {
  const spec = clusterProfile(profile);
  return new BelievedCluster(spec, environments, beliefModelOf(spec));
};

test("SIM-199 a mixture shows what its parts show, in their order", () => {
  const [hard, bursty] = [worldOf("hard", 3), worldOf("bursty", 2)];
  const mixture = mixedEnvironment([hard, bursty]);
  mixture.reset(5);
  const [hardAlone, burstyAlone] = [worldOf("hard", 3), worldOf("bursty", 2)];
  hardAlone.reset(5);
  burstyAlone.reset(8);
  for (let step = 0; step < 80; step += 1) {
    mixture.step(Uint8Array.of(0, 4, 2, 4, 1));
    hardAlone.step(Uint8Array.of(0, 4, 2));
    burstyAlone.step(Uint8Array.of(4, 1));
    expect([...mixture.rewards]).toEqual([...hardAlone.rewards, ...burstyAlone.rewards]);
    expect([...mixture.observations]).toEqual([...hardAlone.observations, ...burstyAlone.observations]);
    expect([...mixture.terminated]).toEqual([...hardAlone.terminated, ...burstyAlone.terminated]);
  }
});

test("SIM-199 a learner learns from a mixture as from any batch", () => {
  const trainer = createTrainer(mixedEnvironment([worldOf("hard", 4), worldOf("classic", 4)]), { steps: 16 }, 1);
  expect(trainer.update().steps).toBe(128);
});

test("SIM-199 what does not fit together is refused", () => {
  const refusal = expect.objectContaining({ code: "LEARNER_MIXTURE" });
  expect(() => mixedEnvironment([])).toThrow(refusal);
  const sighted = new ClusterBatch(clusterProfile("classic"), 4, "same-step");
  const believed = worldOf("classic", 4);
  expect(() =>
    mixedEnvironment([believed, { ...plain(sighted), reset: () => undefined, step: () => undefined }]),
  ).toThrow(refusal);
});

const plain = (batch: ClusterBatch) => ({
  environments: batch.environments,
  observationSize: batch.observationSize,
  actionCount: batch.actionCount,
  observations: batch.observations,
  finalObservations: batch.finalObservations,
  rewards: batch.rewards,
  terminated: batch.terminated,
  truncated: batch.truncated,
  actionMasks: batch.actionMasks,
});
