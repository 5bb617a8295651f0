import { RandomStream } from "@plimsoll/foundation";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { POLICY_SHAPE, PolicyNetwork } from "./policy-network.ts";
import { LEAK, parameterCount } from "./two-layer-network.ts";

const { inputs, hidden, outputs } = POLICY_SHAPE;

const randomNumbers = (count: number, seed: number): Float64Array => {
  const random = RandomStream.from("policy network", seed);
  return Float64Array.from({ length: count }, () => (random.below(2) === 0 ? 0 : 4 * random.unit() - 2));
};

/** The same network written as sums over plain arrays, with the library's exponential. */
function naiveProbabilities(parameters: Float64Array, observation: Float64Array): number[] {
  const indices = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  const sum = (terms: readonly number[]): number => terms.reduce((total, term) => total + term, 0);
  const units = indices(hidden).map((unit) => {
    const weighted = indices(inputs).map((input) => observation.at(input)! * parameters.at(input * hidden + unit)!);
    const total = sum(weighted) + parameters.at(inputs * hidden + unit)!;
    return total < 0 ? LEAK * total : total;
  });
  const outputStart = (inputs + 1) * hidden;
  const weights = indices(outputs).map((output) => {
    const weighted = units.map((value, unit) => value * parameters.at(outputStart + unit * outputs + output)!);
    return Math.exp(sum(weighted) + parameters.at(outputStart + hidden * outputs + output)!);
  });
  return weights.map((weight) => weight / sum(weights));
}

test("E-21 the pass agrees with a naive network", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const parameters = randomNumbers(parameterCount(POLICY_SHAPE), seed).map((weight) => weight / 4);
      const observation = randomNumbers(inputs, seed + 1);
      const policy = new PolicyNetwork(parameters);
      policy.forward(observation, 0);
      const expected = naiveProbabilities(parameters, observation);
      policy.probabilities.forEach((chance, action) => expect(chance).toBeCloseTo(expected.at(action)!, 10));
    }),
    { numRuns: 30 },
  );
});

test("E-21 an observation is read from where it starts, and a pass leaves no trace in the next", () => {
  const parameters = randomNumbers(parameterCount(POLICY_SHAPE), 1);
  const rows = randomNumbers(3 * inputs, 2);
  const policy = new PolicyNetwork(parameters);
  policy.forward(rows, inputs);
  const inMiddle = policy.probabilities.slice();
  policy.forward(rows, 0);
  expect(policy.probabilities).not.toEqual(inMiddle);
  policy.forward(rows.slice(inputs, 2 * inputs), 0);
  expect(policy.probabilities).toEqual(inMiddle);
});

test("E-22 an action is sampled from the slice of [0, 1) that holds the draw", () => {
  const policy = new PolicyNetwork(new Float64Array(parameterCount(POLICY_SHAPE)));
  const observation = new Float64Array(inputs);
  expect([0, 0.19, 0.21, 0.5, 0.79, 0.81, 1 - 2 ** -32].map((draw) => policy.act(observation, draw))).toEqual([
    0, 0, 1, 2, 3, 4, 4,
  ]);
});
