import { describe, expect, test } from "vitest";
import { estimateAdvantages } from "./advantages.ts";
import { explainedVariance } from "./explained-variance.ts";
import { advantageMoments, shuffleOrder } from "./minibatch-order.ts";
import { seedKey } from "../../random/counter.ts";

/** One environment, three steps: rewards 1, 2, 3, values 10, 20, 30, then 40; discount 1/2, λ 1/2. */
function advantagesOf(terminated: readonly number[], truncated: readonly number[], finalValue = 0) {
  const advantages = new Float32Array(3);
  const returns = new Float32Array(3);
  const rollout = {
    environments: 1,
    steps: 3,
    rewards: Float64Array.of(1, 2, 3),
    terminated: Uint8Array.from(terminated),
    truncated: Uint8Array.from(truncated),
    values: Float32Array.of(10, 20, 30, 40),
    finalValues: Float32Array.of(0, finalValue, 0),
  };
  estimateAdvantages(rollout, 0.5, 0.5, advantages, returns);
  return { advantages: [...advantages], returns: [...returns] };
}

describe("generalised advantages", () => {
  test("SIM-178 within an episode they are the discounted sum of surprises", () => {
    // δ = 1 + 10 - 10, 2 + 15 - 20, 3 + 20 - 30 = 1, -3, -7; A₂ = -7, A₁ = -3 - 7/4, A₀ = 1 - 4.75/4.
    expect(advantagesOf([0, 0, 0], [0, 0, 0])).toEqual({
      advantages: [-0.1875, -4.75, -7],
      returns: [9.8125, 15.25, 23],
    });
  });

  test("SIM-179 a terminated step is followed by nothing", () => {
    // δ₁ = 2 - 20, and nothing comes back from step 2.
    expect(advantagesOf([0, 1, 0], [0, 0, 0]).advantages).toEqual([1 - 18 / 4, -18, -7]);
  });

  test("SIM-179 a truncated step is followed by the value of its final observation, not by the next episode's", () => {
    // δ₁ = 2 + 100/2 - 20 = 32: the 30 of the next episode's first observation has no part in it.
    expect(advantagesOf([0, 0, 0], [0, 1, 0], 100).advantages).toEqual([1 + 32 / 4, 32, -7]);
  });

  test("SIM-179 a step that is both has terminated", () => {
    expect(advantagesOf([0, 1, 0], [0, 1, 0], 100).advantages).toEqual([1 - 18 / 4, -18, -7]);
  });
});

describe("minibatches", () => {
  test("SIM-183 the order is a permutation, of the key alone", () => {
    const order = (seed: number): Uint32Array => {
      const places = new Uint32Array(1000);
      shuffleOrder(places, seedKey(seed));
      return places;
    };
    expect([...order(1)].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(order(1)).toEqual(order(1));
    expect(order(1)).not.toEqual(order(2));
  });

  test("SIM-183 each place is as likely for each step", () => {
    const counts = Array.from({ length: 5 }, () => [0, 0, 0, 0, 0]);
    for (let seed = 0; seed < 10_000; seed += 1) {
      const places = new Uint32Array(5);
      shuffleOrder(places, seedKey(seed));
      for (const [at, step] of places.entries())
        (counts[at] as number[])[step] = ((counts[at] as number[])[step] ?? 0) + 1;
    }
    // 2 000 expected, a standard deviation of 40.
    for (const count of counts.flat()) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  test("SIM-183 moments of a minibatch are those of its own steps, the deviation unbiased", () => {
    const { mean, scale } = advantageMoments(Float32Array.of(9, 1, 9, 3, 5), Uint32Array.of(1, 3, 4));
    expect(mean).toBe(3);
    expect(scale).toBeCloseTo(1 / 2, 6);
  });
});

test("SIM-186 explained variance: 1 for values that foretell, 0 for a constant, below 0 for worse, 0 without any spread", () => {
  const returns = Float32Array.of(1, 2, 3, 4);
  expect(explainedVariance(returns, returns)).toBe(1);
  expect(explainedVariance(Float32Array.of(7, 7, 7, 7), returns)).toBe(0);
  expect(explainedVariance(Float32Array.of(4, 3, 2, 1), returns)).toBe(-3);
  expect(explainedVariance(returns, Float32Array.of(2, 2, 2, 2))).toBe(0);
});
