import { RandomStream } from "@plimsoll/foundation";
import {
  ACTION_COUNT,
  LEAK,
  type NetworkShape,
  OBSERVATION_SIZE,
  observe,
  parameterCount,
  parameterOffsets,
  type Policy,
  POLICY_SHAPE,
  PolicyNetwork,
  type TwoLayerNetwork,
} from "../../src/index.ts";
import { playScene } from "../../src/families/episode.ts";
import type { Scene } from "../../src/families/scene.ts";

/** A scene, and whom to imitate in it. */
export interface Exercise {
  readonly scene: Scene;
  readonly watched: boolean;
  readonly teacher: Policy;
}

/** What a network is taught, and for how long. */
export interface Lesson {
  readonly draw: (random: RandomStream) => Exercise;
  readonly batches: number;
  readonly learningRate: number;
}

const EPISODES_PER_BATCH = 16;

/** A fresh network, or `parameters` changed in place, after the lessons: cross-entropy against the teacher's action, by Adam. */
export function imitate(
  seed: number,
  lessons: readonly Lesson[],
  parameters = freshParameters(POLICY_SHAPE, seed),
): Float64Array {
  const network = new PolicyNetwork(parameters);
  const random = RandomStream.from("imitation", seed, lessons.length);
  const gradient = new Float64Array(parameters.length);
  const descend = adamOf(parameters.length);
  for (const { draw, batches, learningRate } of lessons) {
    for (let batch = 0; batch < batches; batch += 1) {
      const samples = learnBatch(network, draw, random, gradient);
      descend(parameters, gradient, learningRate * (batch < batches * 0.7 ? 1 : 0.2), samples);
    }
  }
  return parameters;
}

/** The teacher walks in even episodes, the network itself in odd ones (DAgger); one action in ten is random. */
function learnBatch(
  network: PolicyNetwork,
  draw: Lesson["draw"],
  random: RandomStream,
  gradient: Float64Array,
): number {
  const observation = new Float64Array(OBSERVATION_SIZE);
  let samples = 0;
  for (let episode = 0; episode < EPISODES_PER_BATCH; episode += 1) {
    const { scene, watched, teacher } = draw(random);
    const walker = episode % 2 === 0 ? teacher : network;
    playScene(straying(walker, random), scene, watched, random, (world, state) => {
      observe(world, state, observation);
      network.forward(observation, 0);
      accumulate(network.network, network.probabilities, observation, teacher.act(observation, 0.5), gradient);
      samples += 1;
    });
  }
  return samples;
}

const straying = (policy: Policy, random: RandomStream): Policy => ({
  act: (observation, draw) => (random.chance(1, 10) ? random.below(ACTION_COUNT) : policy.act(observation, draw)),
});

/** Adds the gradient of -ln(chance of the wanted action) after a pass that gave the actions these chances. */
export function accumulate(
  network: TwoLayerNetwork,
  chances: Float64Array,
  observation: Float64Array,
  wanted: number,
  gradient: Float64Array,
): void {
  const { parameters, hidden: activations, active, activeCount, shape } = network;
  const { hidden, outputs } = shape;
  const { hiddenBias, outputWeight, outputBias } = parameterOffsets(shape);
  const leak = LEAK;
  const slopes = chances.map((chance, action) => chance - (action === wanted ? 1 : 0));
  for (let unit = 0; unit < hidden; unit += 1) {
    let back = 0;
    for (let action = 0; action < outputs; action += 1) {
      const index = outputWeight + unit * outputs + action;
      gradient[index] = gradient[index]! + activations[unit]! * slopes[action]!;
      back += parameters[index]! * slopes[action]!;
    }
    if (activations[unit]! < 0) back *= leak;
    gradient[hiddenBias + unit] = gradient[hiddenBias + unit]! + back;
    for (let entry = 0; entry < activeCount; entry += 1) {
      const input = active[entry]!;
      const index = input * hidden + unit;
      gradient[index] = gradient[index]! + observation[input]! * back;
    }
  }
  for (let action = 0; action < outputs; action += 1) {
    gradient[outputBias + action] = gradient[outputBias + action]! + slopes[action]!;
  }
}

/** Adam (Kingma, Ba 2015) on the mean gradient, which is set to zero. */
export function adamOf(size: number) {
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  // Running products: the same bits on every machine, which a power is not.
  let firstPower = 1;
  let secondPower = 1;
  return (parameters: Float64Array, gradient: Float64Array, learningRate: number, samples: number): void => {
    firstPower *= 0.9;
    secondPower *= 0.999;
    const rate = (learningRate * Math.sqrt(1 - secondPower)) / (1 - firstPower);
    for (let index = 0; index < size; index += 1) {
      const slope = gradient[index]! / samples;
      first[index] = 0.9 * first[index]! + 0.1 * slope;
      second[index] = 0.999 * second[index]! + 0.001 * slope * slope;
      parameters[index] = parameters[index]! - (rate * first[index]!) / (Math.sqrt(second[index]!) + 1e-8);
      gradient[index] = 0;
    }
  };
}

/** Uniform weights of variance 1 / fan-in, biases zero. */
export function freshParameters(shape: NetworkShape, seed: number): Float64Array {
  const random = RandomStream.from("imitation", seed, "weights");
  const parameters = new Float64Array(parameterCount(shape));
  const { hiddenBias, outputWeight, outputBias } = parameterOffsets(shape);
  const fill = (start: number, end: number, fanIn: number): void => {
    const bound = Math.sqrt(3 / fanIn);
    for (let index = start; index < end; index += 1) parameters[index] = (2 * random.unit() - 1) * bound;
  };
  fill(0, hiddenBias, shape.inputs);
  fill(outputWeight, outputBias, shape.hidden);
  return parameters;
}
