import {
  ACTION_COUNT,
  logarithm,
  type NetworkShape,
  parameterCount,
  POLICY_SHAPE,
  PolicyNetwork,
  TwoLayerNetwork,
} from "@plimsoll/evidence";
import { RandomStream } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { Backpropagation } from "./backpropagation.ts";
import { addDivergenceGradient, addEntropyGradient, addPolicyGradient } from "./policy-loss.ts";

const random = RandomStream.from("gradients");
const numbers = (count: number, size = 1): Float64Array =>
  Float64Array.from({ length: count }, () => size * (2 * random.unit() - 1));

/** Every gradient is compared with the slope of the loss itself between two near points. */
const STEP = 1e-6;

function expectGradient(parameters: Float64Array, gradient: Float64Array, loss: () => number): void {
  gradient.forEach((slope, index) => {
    const before = parameters.at(index)!;
    parameters[index] = before + STEP;
    const above = loss();
    parameters[index] = before - STEP;
    const below = loss();
    parameters[index] = before;
    expect(Math.abs((above - below) / (2 * STEP) - slope)).toBeLessThan(1e-7);
  });
}

test("D-7 backpropagation is the gradient of a network's outputs, summed over samples, zero inputs among them", () => {
  const shape: NetworkShape = { inputs: 7, hidden: 5, outputs: 3 };
  const network = new TwoLayerNetwork(shape, numbers(parameterCount(shape)));
  const observations = numbers(2 * shape.inputs).map((input, index) => (index % 3 === 0 ? 0 : input));
  const weights = numbers(shape.outputs);
  const backpropagation = new Backpropagation(network);
  const loss = (): number => {
    let sum = 0;
    for (const start of [0, shape.inputs]) {
      network.forward(observations, start);
      network.outputs.forEach((output, index) => (sum += output * weights.at(index)!));
    }
    return sum;
  };
  for (const start of [0, shape.inputs]) {
    network.forward(observations, start);
    backpropagation.accumulate(observations, start, weights);
  }
  expectGradient(network.parameters, backpropagation.gradient, loss);
});

describe("the terms of the policy's loss", () => {
  const observation = numbers(POLICY_SHAPE.inputs);
  const policy = new PolicyNetwork(numbers(parameterCount(POLICY_SHAPE), 0.5));
  const reference = new PolicyNetwork(numbers(parameterCount(POLICY_SHAPE), 0.5));
  reference.forward(observation, 0);

  const logChance = (action: number): number =>
    policy.network.outputs.at(action)! - policy.largestLogit - logarithm(policy.normaliser);

  /** Compares `add`'s slopes, carried back through the network, with the loss that they are the slopes of. */
  function expectSlopes(add: (slopes: Float64Array) => void, lossOfPass: () => number): void {
    const backpropagation = new Backpropagation(policy.network);
    const slopes = new Float64Array(ACTION_COUNT);
    policy.forward(observation, 0);
    add(slopes);
    backpropagation.accumulate(observation, 0, slopes);
    expectGradient(policy.network.parameters, backpropagation.gradient, () => {
      policy.forward(observation, 0);
      return lossOfPass();
    });
  }

  test("D-7 the policy gradient is the slope of minus advantage times log chance", () => {
    expectSlopes(
      (slopes) => addPolicyGradient(policy, 2, 1.7, slopes),
      () => -1.7 * logChance(2),
    );
  });

  test("D-7 the entropy's gradient is the slope of minus weight times entropy", () => {
    expectSlopes(
      (slopes) => addEntropyGradient(policy, 0.3, slopes),
      () => policy.probabilities.reduce((sum, chance, action) => sum + 0.3 * chance * logChance(action), 0),
    );
  });

  test("D-7 the divergence's gradient is the slope of weight times KL(taught ‖ policy)", () => {
    expectSlopes(
      (slopes) => addDivergenceGradient(policy, reference, 12, slopes),
      () => reference.probabilities.reduce((sum, chance, action) => sum - 12 * chance * logChance(action), 0),
    );
  });
});
