import { describe, expect, it } from "vitest";
import { single } from "../figure.ts";
import { exponent, growth } from "./costs.ts";

const costs = (of: (size: number) => number) => ({
  name: "a cost",
  unit: "µs",
  points: [10, 30, 100, 300, 1_000].map((at) => ({ at, cost: single(of(at)) })),
});

describe("how the cost of one grows with how many there are", () => {
  it.each([
    ["not at all", (): number => 7, 0, 1],
    ["as their number", (size: number): number => 3 * size, 1, 100],
    ["as the root of their number", (size: number): number => Math.sqrt(size), 0.5, 10],
  ])("%s", (_, of, power, times) => {
    expect(exponent(costs(of))).toBeCloseTo(power, 9);
    expect(growth(costs(of))).toBeCloseTo(times, 9);
  });

  it("is not known from one size", () => {
    const one = { ...costs(() => 1), points: [{ at: 10, cost: single(1) }] };
    expect([exponent(one), growth(one)]).toEqual([Number.NaN, Number.NaN]);
  });
});
