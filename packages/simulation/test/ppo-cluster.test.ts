import { describe, expect, test } from "vitest";
import { ClusterBatch } from "../src/cluster/batch/cluster-batch.ts";
import { clusterProfile } from "../src/cluster/profiles.ts";
import type { PpoOptions } from "../src/learn/ppo/ppo-options.ts";
import { createTrainer, type UpdateMetrics } from "../src/learn/ppo/trainer.ts";

const OPTIONS: Partial<PpoOptions> = { steps: 32, hiddenSizes: [32, 32], learningRate: 2e-3, rewardScale: 0.1 };
const clusters = (): ClusterBatch => new ClusterBatch(clusterProfile("classic"), 64, "same-step");

describe("PPO on ClusterTensor", () => {
  test("SIM-170 a batch of clusters is an environment to it, and it learns there", () => {
    const trainer = createTrainer(clusters(), OPTIONS, 1);
    const returns: number[] = [];
    for (let update = 0; update < 80; update += 1) returns.push(trainer.update().meanReturn ?? Number.NaN);
    const mean = (from: number, to: number): number => {
      const known = returns.slice(from, to).filter((value) => !Number.isNaN(value));
      return known.reduce((sum, value) => sum + value, 0) / known.length;
    };
    expect(mean(-20, 80)).toBeGreaterThan(mean(0, 20) + 5);
  });

  test("SIM-187 a training on clusters goes on from its state bit for bit", () => {
    const whole = createTrainer(clusters(), OPTIONS, 2);
    const metrics: UpdateMetrics[] = Array.from({ length: 6 }, () => whole.update());
    const first = createTrainer(clusters(), OPTIONS, 2);
    for (let update = 0; update < 3; update += 1) first.update();
    const second = createTrainer(clusters(), OPTIONS, 2);
    second.resume(first.state());
    expect(Array.from({ length: 3 }, () => second.update())).toEqual(metrics.slice(3));
    expect(second.state()).toEqual(whole.state());
  });
});
