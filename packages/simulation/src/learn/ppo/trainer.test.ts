import { describe, expect, test } from "vitest";
import { uniformAt, seedKey } from "../../random/counter.ts";
import { plainArithmeticMaker } from "../arithmetic/kernel-arithmetic.ts";
import type { BatchEnvironment } from "../batch-environment.ts";
import type { PpoOptions } from "./ppo-options.ts";
import { createTrainer } from "./trainer.ts";

const ORIGIN = { environment: `sha256:${"0".repeat(64)}`, maker: "test" } as const;

/** A walk of four cells, rewarded at the right end, with masks at the ends; cut off after nine steps. */
function walks(environments: number): BatchEnvironment {
  const cells = new Uint8Array(environments);
  const clocks = new Uint32Array(environments);
  const batch = {
    environments,
    observationSize: 5,
    actionCount: 3,
    observations: new Float32Array(5 * environments),
    finalObservations: new Float32Array(5 * environments),
    rewards: new Float64Array(environments),
    terminated: new Uint8Array(environments),
    truncated: new Uint8Array(environments),
    actionMasks: new Uint8Array(environments),
  };
  let seed = 0;
  const write = (rows: Float32Array, i: number): void => {
    rows.fill(0, 5 * i, 5 * i + 5);
    rows[5 * i + (cells[i] as number)] = 1;
    rows[5 * i + 4] = (clocks[i] as number) / 9;
  };
  const show = (i: number): void => {
    write(batch.observations, i);
    batch.actionMasks[i] = cells[i] === 0 ? 0b101 : 0b111;
  };
  const begin = (i: number): void => {
    cells[i] = uniformAt(seedKey(seed), i) < 0.5 ? 0 : 1;
    clocks[i] = 0;
  };
  return {
    ...batch,
    reset: (newSeed) => {
      seed = newSeed;
      for (let i = 0; i < environments; i += 1) {
        begin(i);
        show(i);
      }
    },
    step: (actions) => {
      for (let i = 0; i < environments; i += 1) {
        const action = actions[i] as number;
        if (((batch.actionMasks[i] as number) >> action) % 2 === 0) throw new Error("a forbidden action");
        cells[i] = (cells[i] as number) + (action === 1 ? -1 : action === 2 ? 1 : 0);
        clocks[i] = (clocks[i] as number) + 1;
        batch.terminated[i] = cells[i] === 3 ? 1 : 0;
        batch.truncated[i] = clocks[i] === 9 ? 1 : 0;
        batch.rewards[i] = cells[i] === 3 ? 1 : -0.1;
        if (batch.terminated[i] === 1 || batch.truncated[i] === 1) {
          write(batch.finalObservations, i);
          begin(i);
        }
        show(i);
      }
    },
    snapshot: (i) => Uint8Array.of(seed, cells[i] as number, clocks[i] as number),
    restore: (i, [oldSeed = 0, cell = 0, clock = 0]) => {
      seed = oldSeed;
      cells[i] = cell;
      clocks[i] = clock;
      show(i);
    },
  };
}

const SMALL: Partial<PpoOptions> = { steps: 16, hiddenSizes: [16, 16], learningRate: 3e-3, minibatches: 2 };

describe("training", () => {
  test("SIM-184 it learns: the walk goes straight to its reward", () => {
    const trainer = createTrainer(walks(32), SMALL, 1);
    const returns = Array.from({ length: 30 }, () => trainer.update().meanReturn ?? 0);
    expect(returns[0]).toBeLessThan(0.5);
    // From cells 0 and 1, by halves: 1 - 0.2 and 1 - 0.1.
    expect(returns.at(-1)).toBeGreaterThan(0.8);
  });

  test("SIM-188 the kernel and the plain twin train the same policy, bit for bit", () => {
    const options: Partial<PpoOptions> = { ...SMALL, steps: 8, hiddenSizes: [8], trunk: "shared", valueClip: 0.1 };
    const [ours, oracle] = [
      createTrainer(walks(8), options, 4),
      createTrainer(walks(8), options, 4, plainArithmeticMaker),
    ];
    for (let update = 0; update < 4; update += 1) expect(ours.update()).toEqual(oracle.update());
    expect(ours.policy(ORIGIN)).toEqual(oracle.policy(ORIGIN));
  });

  test("SIM-187 six updates are three, a state, and three more in a new trainer", () => {
    const whole = createTrainer(walks(16), SMALL, 9);
    const first = createTrainer(walks(16), SMALL, 9);
    const wholeMetrics = Array.from({ length: 6 }, () => whole.update());
    const firstMetrics = Array.from({ length: 3 }, () => first.update());
    const state = first.state();
    first.update();
    const second = createTrainer(walks(16), SMALL, 9);
    second.resume(state);
    const secondMetrics = Array.from({ length: 3 }, () => second.update());
    expect([...firstMetrics, ...secondMetrics]).toEqual(wholeMetrics);
    expect(second.state()).toEqual(whole.state());
  });

  test("SIM-187 a state of another seed, network or batch is refused", () => {
    const state = createTrainer(walks(16), SMALL, 9).state();
    const refused = expect.objectContaining({ code: "LEARNER_STATE" }) as Error;
    expect(() => createTrainer(walks(16), SMALL, 8).resume(state)).toThrow(refused);
    expect(() => createTrainer(walks(16), { ...SMALL, hiddenSizes: [8] }, 9).resume(state)).toThrow(refused);
    expect(() => createTrainer(walks(8), SMALL, 9).resume(state)).toThrow(refused);
  });

  test("SIM-187 two trainings of one seed are equal, and of two seeds are not", () => {
    const trained = (seed: number) => {
      const trainer = createTrainer(walks(8), SMALL, seed);
      trainer.update();
      return trainer.policy(ORIGIN).layers;
    };
    expect(trained(1)).toEqual(trained(1));
    expect(trained(1)).not.toEqual(trained(2));
  });

  test("SIM-185 the learning rate falls in a straight line to 0, and at 0 nothing changes", () => {
    const trainer = createTrainer(walks(8), { ...SMALL, learningRate: 0.004, annealUpdates: 4 }, 1);
    expect(Array.from({ length: 4 }, () => trainer.update().learningRate)).toEqual([0.004, 0.003, 0.002, 0.001]);
    const before = trainer.policy(ORIGIN);
    expect(trainer.update().learningRate).toBe(0);
    expect(trainer.policy(ORIGIN)).toEqual(before);
  });

  test("SIM-184 an update ends before the minibatch whose KL is too large", () => {
    const options = { ...SMALL, learningRate: 0.05, epochs: 10 };
    const free = createTrainer(walks(16), options, 2).update();
    const held = createTrainer(walks(16), { ...options, klTarget: 0.01 }, 2).update();
    expect(free).toMatchObject({ endedEarly: false, minibatches: 20 });
    expect(held.endedEarly).toBe(true);
    expect(held.minibatches).toBeLessThan(20);
    // The first minibatch is learnt from by the policy that acted: nothing has moved yet.
    expect(held.minibatches).toBeGreaterThan(1);
  });

  test("SIM-184 on the first minibatch the ratio is 1: no KL, nothing clipped", () => {
    const metrics = createTrainer(walks(16), { ...SMALL, epochs: 1, minibatches: 1 }, 2).update();
    expect(Math.abs(metrics.kl)).toBeLessThan(1e-6);
    expect(metrics.clipShare).toBe(0);
    // Of three actions, or two at the left end, hardly told apart at the start.
    expect(metrics.entropy).toBeGreaterThan(Math.log(2));
    expect(metrics.entropy).toBeLessThan(Math.log(3));
  });

  test("SIM-186 SIM-197 steps and episodes are counted, returns are the undiscounted sums of unscaled rewards", () => {
    const plain = createTrainer(walks(16), { ...SMALL, epochs: 1, learningRate: 0 }, 6).update();
    const scaled = createTrainer(walks(16), { ...SMALL, epochs: 1, learningRate: 0, rewardScale: 10 }, 6).update();
    expect(plain.steps).toBe(256);
    expect(plain.updates).toBe(1);
    expect(scaled.meanReturn).toBe(plain.meanReturn);
    expect(scaled.valueLoss).toBeGreaterThan(plain.valueLoss);
    // An episode costs 0.1 a step, and its last step pays 1 or costs 0.1.
    const { meanReturn, meanLength, episodes } = plain;
    const paid = (meanReturn as number) * episodes + 0.1 * (meanLength as number) * episodes;
    expect(Math.abs(paid / 1.1 - Math.round(paid / 1.1))).toBeLessThan(1e-9);
  });

  test("SIM-186 where no episode ended there is no mean return", () => {
    const metrics = createTrainer(walks(4), { ...SMALL, steps: 2, minibatches: 1 }, 1).update();
    expect(metrics).toMatchObject({ episodes: 0, meanReturn: null, meanLength: null });
  });
});

/** One state, reward 1, cut off at each step: the final observation is another state, the next episode's first the same. */
function cutOff(isTerminated: boolean, finalObservation: number): BatchEnvironment {
  const ones = (): Uint8Array => new Uint8Array(4);
  return {
    environments: 4,
    observationSize: 1,
    actionCount: 2,
    observations: new Float32Array(4).fill(1),
    finalObservations: new Float32Array(4).fill(finalObservation),
    rewards: new Float64Array(4).fill(1),
    terminated: ones().fill(isTerminated ? 1 : 0),
    truncated: ones().fill(isTerminated ? 0 : 1),
    actionMasks: ones().fill(0b11),
    reset: () => {},
    step: () => {},
  };
}

describe("bootstrapping", () => {
  const valueAt = (environment: BatchEnvironment, updates: number) => {
    const options = { ...SMALL, discount: 0.5, gaeLambda: 0, learningRate: 1e-2, entropyWeight: 0, minibatches: 1 };
    const trainer = createTrainer(environment, options, 3);
    const metrics = Array.from({ length: updates }, () => trainer.update());
    return metrics.at(-1)?.valueLoss as number;
  };

  test("SIM-180 where every step truncates into its own state, the value is 1 / (1 - discount) = 2; where it terminates, 1", async () => {
    const { openPolicy } = await import("../policy/policy.ts");
    const { policyRunner } = await import("../policy/policy-runner.ts");
    const learnt = (environment: BatchEnvironment): number => {
      const options = { ...SMALL, discount: 0.5, learningRate: 1e-2, entropyWeight: 0, minibatches: 1 };
      const trainer = createTrainer(environment, options, 3);
      for (let update = 0; update < 150; update += 1) trainer.update();
      const runner = policyRunner(openPolicy(trainer.policy(ORIGIN)), 1);
      runner.evaluate(Float32Array.of(1));
      return runner.values[0] as number;
    };
    expect(learnt(cutOff(false, 1))).toBeCloseTo(2, 1);
    expect(learnt(cutOff(true, 1))).toBeCloseTo(1, 1);
  });

  test("SIM-180 what follows a truncated step is the value of finalObservations: of an empty one, exactly 0 at the start", () => {
    // All biases are 0 at the start, so an observation of 0 has value 0, and the first return of either is the reward, 1.
    const options = { ...SMALL, epochs: 1, minibatches: 1, learningRate: 0 };
    const lossOf = (environment: BatchEnvironment): number => createTrainer(environment, options, 3).update().valueLoss;
    expect(lossOf(cutOff(false, 0))).toBe(lossOf(cutOff(true, 0)));
    expect(lossOf(cutOff(false, 1))).not.toBe(lossOf(cutOff(true, 1)));
    expect(lossOf(cutOff(true, 1))).toBe(lossOf(cutOff(true, 0)));
    expect(valueAt(cutOff(true, 1), 100)).toBeLessThan(1e-3);
  });
});

describe("what a training refuses", () => {
  test.each<[string, Partial<PpoOptions>]>([
    ["LEARNER_OPTION", { discount: 1.1 }],
    ["LEARNER_OPTION", { steps: 1.5 }],
    ["LEARNER_OPTION", { learningRate: Number.NaN }],
    ["LEARNER_OPTION", { clip: -1 }],
    ["LEARNER_OPTION", { klTarget: -1 }],
    ["LEARNER_BATCH", { steps: 5, minibatches: 3 }],
    ["LEARNER_BATCH", { steps: 3, minibatches: 4 }],
    ["LEARNER_NETWORK", { hiddenSizes: [] }],
  ])("SIM-191 %s for %o", (code, options) => {
    expect(() => createTrainer(walks(8), options, 1)).toThrow(expect.objectContaining({ code }));
  });

  test("SIM-191 environments that do not fill fours", () => {
    expect(() => createTrainer(walks(6), SMALL, 1)).toThrow(expect.objectContaining({ code: "LEARNER_BATCH" }));
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e30])(
    "SIM-198 a reward of %d ends the training before it spoils a weight",
    (reward) => {
      const environment = walks(8);
      const spoilt: BatchEnvironment = {
        ...environment,
        step: (actions) => {
          environment.step(actions);
          environment.rewards[3] = reward;
        },
      };
      const trainer = createTrainer(spoilt, SMALL, 1);
      const before = trainer.policy(ORIGIN);
      expect(() => trainer.update()).toThrow(expect.objectContaining({ code: "LEARNER_DIVERGED" }));
      expect(trainer.policy(ORIGIN)).toEqual(before);
    },
  );

  test("SIM-192 a mask that allows nothing", () => {
    const environment = walks(8);
    const trainer = createTrainer(environment, SMALL, 1);
    environment.actionMasks[5] = 0;
    expect(() => trainer.update()).toThrow(expect.objectContaining({ code: "LEARNER_NO_ACTION_ALLOWED" }));
  });
});
