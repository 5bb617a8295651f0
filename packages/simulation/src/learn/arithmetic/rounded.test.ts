import { describe, expect, test } from "vitest";
import { exp32, log32, tanh32 } from "./rounded.ts";

const sweep = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.fround(from + ((to - from) * i) / (count - 1)));
const worst = (points: readonly number[], error: (x: number) => number): number =>
  points.reduce((most, x) => Math.max(most, error(x)), 0);
const relative = (ours: number, exact: number): number => Math.abs(ours - exact) / Math.abs(exact);

describe("functions in f32", () => {
  test("SIM-172 tanh is within 4e-7 of the exact one, absolutely and relatively, odd, and within [-1, 1]", () => {
    const points = [...sweep(1e-6, 0.01, 2000), ...sweep(0.01, 12, 200_000), 1e10];
    expect(worst(points, (x) => relative(tanh32(x), Math.tanh(x)))).toBeLessThan(4e-7);
    expect(points.filter((x) => tanh32(-x) !== -tanh32(x) || tanh32(x) > 1)).toEqual([]);
    expect(tanh32(0)).toBe(0);
  });

  test("SIM-172 e^x is within 3e-7 of the exact one, relatively, and clamped", () => {
    expect(worst(sweep(-86, 87, 100_000), (x) => relative(exp32(x), Math.exp(x)))).toBeLessThan(3e-7);
    expect(exp32(0)).toBe(1);
    expect(exp32(-1000)).toBe(exp32(-87));
    expect(exp32(1000)).toBe(exp32(88));
  });

  test("SIM-172 ln x is within 2e-7 on [1/2, 8], where the sums of a softmax are, and 0 at 1", () => {
    expect(worst(sweep(0.5, 8, 100_000), (x) => Math.abs(log32(x) - Math.log(x)))).toBeLessThan(2e-7);
    expect(log32(1)).toBe(0);
  });
});
