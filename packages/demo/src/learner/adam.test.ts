import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { Adam } from "./adam.ts";
import { clipGradientNorm } from "./gradient-norm.ts";

/** Algorithm 1 of the paper, line by line, for one parameter. */
function naiveAdam(slopes: readonly number[], rate: number): number {
  let [parameter, first, second] = [0, 0, 0];
  slopes.forEach((slope, index) => {
    first = 0.9 * first + 0.1 * slope;
    second = 0.999 * second + 0.001 * slope ** 2;
    const firstUnbiased = first / (1 - 0.9 ** (index + 1));
    const secondUnbiased = second / (1 - 0.999 ** (index + 1));
    parameter -= (rate * firstUnbiased) / (Math.sqrt(secondUnbiased) + 1e-8);
  });
  return parameter;
}

test("D-8 Adam follows the paper, and leaves the gradient at zero", () => {
  const random = RandomStream.from("adam");
  const slopes = Array.from({ length: 50 }, () => 2 * random.unit() - 1);
  const adam = new Adam(1);
  const parameters = new Float64Array(1);
  for (const slope of slopes) {
    const gradient = Float64Array.of(slope);
    adam.descend(parameters, gradient, 0.01);
    expect(gradient[0]).toBe(0);
  }
  expect(parameters[0]).toBeCloseTo(naiveAdam(slopes, 0.01), 6);
});

test("D-8 a long gradient is shortened to the limit in its own direction, a short one left alone", () => {
  const long = Float64Array.of(3, 4);
  clipGradientNorm(long, 1);
  expect(long[0]).toBeCloseTo(0.6, 12);
  expect(long[1]).toBeCloseTo(0.8, 12);
  const short = Float64Array.of(0.3, 0.4);
  clipGradientNorm(short, 1);
  expect([...short]).toEqual([0.3, 0.4]);
});
