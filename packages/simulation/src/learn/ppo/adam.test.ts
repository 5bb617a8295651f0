import { describe, expect, test } from "vitest";
import { kernelArithmetic } from "../arithmetic/kernel-arithmetic.ts";
import { type AdamState, adamUpdate } from "./adam.ts";

function adamOf(gradientNormMax: number, parameters: readonly number[]) {
  const { buffer, arithmetic } = kernelArithmetic(4096);
  const numbers = new Float32Array(buffer);
  const at = (address: number): Float32Array => numbers.subarray(address / 4, address / 4 + parameters.length);
  at(1024).set(parameters);
  const adam: AdamState = {
    parameters: 1024,
    gradients: 1280,
    means: 1536,
    squares: 1792,
    norms: 2048,
    count: parameters.length,
    numbers,
    gradientNormMax,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    beta1Power: 1,
    beta2Power: 1,
  };
  const step = (gradients: readonly number[], rate: number): number => {
    at(1280).set(gradients);
    return adamUpdate(adam, arithmetic, rate);
  };
  return { step, parameters: at(1024), means: at(1536), squares: at(1792) };
}

describe("Adam", () => {
  test("SIM-177 two steps by hand", () => {
    const { step, parameters, means, squares } = adamOf(1e9, [1, 1, 1, 1]);
    // m = 0.1 g, v = 0.001 g², both over their 1 - β: the first step is the rate, against the sign of the gradient.
    step([0.5, -2, 0.01, 0], 0.1);
    expect([...parameters].map((p) => Number(p.toFixed(5)))).toEqual([0.9, 1.1, 0.9, 1]);
    expect(means[0]).toBeCloseTo(0.05, 7);
    expect(squares[0]).toBeCloseTo(0.00025, 9);
    // m = 0.9·0.05 + 0.1·1 = 0.145, over 0.19: 0.763158; v = 0.999·0.00025 + 0.001 = 0.00124975, over 0.001999: 0.625188,
    // its root 0.790688; the step 0.1 · 0.763158 / 0.790688 = 0.0965183.
    step([1, 0, 0, 0], 0.1);
    expect(parameters[0]).toBeCloseTo(0.9 - 0.0965183, 6);
    // m = -0.18, over 0.19: -0.947368; v = 0.003996, over 0.001999: 1.998999, its root 1.413860; the step -0.0670058.
    expect(parameters[1]).toBeCloseTo(1.1 + 0.0670058, 6);
  });

  test("SIM-177 a gradient that is too long is shortened to the bound, and its own norm is told", () => {
    const { step, means } = adamOf(0.5, [0, 0, 0, 0]);
    expect(step([3, 0, 4, 0], 0.1)).toBeCloseTo(5, 6);
    expect([...means].map((m) => Number(m.toFixed(6)))).toEqual([0.03, 0, 0.04, 0]);
    const short = adamOf(0.5, [0, 0, 0, 0]);
    expect(short.step([0.3, 0, 0, 0], 0.1)).toBeCloseTo(0.3, 6);
    expect(short.means[0]).toBeCloseTo(0.03, 7);
  });
});
