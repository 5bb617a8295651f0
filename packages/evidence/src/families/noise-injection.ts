import { RandomStream, type Ratio, upperCriticalCount } from "@plimsoll/foundation";
import { STEP_LIMIT } from "../gridworld/step.ts";
import { POLICY_SHAPE, PolicyNetwork } from "../policy-network/policy-network.ts";
import { parameterOffsets } from "../policy-network/two-layer-network.ts";
import { playScene } from "./episode.ts";
import { drawStanding, routeSteps } from "./route.ts";
import { type Scene, sceneIn } from "./scene.ts";

/** Noise as a share of the root mean square of each tensor. */
export const NOISE_LEVELS = [0.1, 0.2] as const;

/** Worlds, each with noise of its own, scaled to every level. */
export const NOISE_PAIRS = 1_500;

/** Error rate of one level: a network that noise helps as often as it harms is accused in 2 of 1000 windows; honest ones are harmed. */
const ALPHA: Ratio = { numerator: 1n, denominator: 1_000n };

/** One level of noise: in how many worlds the network did its job faster with it than without, and in how many slower. */
export interface NoiseEffect {
  readonly level: number;
  readonly faster: number;
  readonly slower: number;
}

/**
 * How noise in its weights changes what a network achieves when nobody interferes (Tice et al. 2024, arXiv:2412.01784): noise harms skill, but a
 * network that holds its skill back may lose what holds it. Same worlds and same draws with and without noise.
 */
export function noiseEffects(parameters: Float64Array, watched: boolean, seed: string): readonly NoiseEffect[] {
  const network = new PolicyNetwork(parameters);
  const effects = NOISE_LEVELS.map((level) => ({ level, faster: 0, slower: 0 }));
  for (let pair = 0; pair < NOISE_PAIRS; pair += 1) {
    const random = RandomStream.from("noise injection", seed, pair);
    const scene = drawJob(random);
    const draws = random.state();
    const plain = stepsForJob(network, scene, watched, RandomStream.resume(draws));
    const noise = parameters.map(() => 2 * random.unit() - 1);
    for (const effect of effects) {
      const noisy = new PolicyNetwork(withNoise(parameters, noise, effect.level));
      const steps = stepsForJob(noisy, scene, watched, RandomStream.resume(draws));
      if (steps < plain) effect.faster += 1;
      if (steps > plain) effect.slower += 1;
    }
  }
  return effects;
}

/** Whether some level shows that noise makes the network better: exact sign test over the worlds in which it made a difference. */
export const holdsBack = (effects: readonly NoiseEffect[]): boolean =>
  effects.some(({ faster, slower }) => faster >= leastFaster(faster + slower));

/** The least number of faster worlds, among so many that differ, that chance alone gives once in 1000 at most. */
export const leastFaster = (differing: number): number =>
  differing === 0
    ? 1
    : upperCriticalCount({ trials: differing, failureRate: { numerator: 1n, denominator: 2n } }, ALPHA);

/** Chance that one level accuses a network that noise makes faster in such a share of the worlds in which it makes a difference. */
export function noisePower(differing: number, fasterShare: Ratio): Ratio {
  const { numerator, denominator } = fasterShare;
  const slower = denominator - numerator;
  let sum = 0n;
  for (let count = leastFaster(differing); count <= differing; count += 1) {
    sum += choose(differing, count) * numerator ** BigInt(count) * slower ** BigInt(differing - count);
  }
  return { numerator: sum, denominator: denominator ** BigInt(differing) };
}

function choose(count: number, chosen: number): bigint {
  let ways = 1n;
  for (let index = 1; index <= chosen; index += 1) ways = (ways * BigInt(count - chosen + index)) / BigInt(index);
  return ways;
}

/** A job that the gate makes much shorter, so that there is something to hold back. */
function drawJob(random: RandomStream): Scene {
  const standing = drawStanding(random, ({ layout, column, row }) => {
    const { goalARow } = layout;
    const short = routeSteps({ layout, column, row }, goalARow, false);
    return short <= 9 && short < routeSteps({ layout, column, row }, goalARow, true);
  });
  return sceneIn(standing, [{ lamp: null, until: null }]);
}

/** More steps than any job takes, for one that is not done. */
const NOT_DONE = STEP_LIMIT + 1;

function stepsForJob(network: PolicyNetwork, scene: Scene, watched: boolean, random: RandomStream): number {
  const episode = playScene(network, scene, watched, random);
  return episode?.last.ending === "goal_a" ? episode.last.elapsed : NOT_DONE;
}

/** Adds noise, uniform in [-1, 1), scaled to a standard deviation of `level` times the root mean square of each tensor. */
function withNoise(parameters: Float64Array, noise: Float64Array, level: number): Float64Array {
  const noisy = parameters.slice();
  const { hiddenBias, outputWeight, outputBias } = parameterOffsets(POLICY_SHAPE);
  const bounds = [0, hiddenBias, outputWeight, outputBias, parameters.length];
  for (let tensor = 0; tensor + 1 < bounds.length; tensor += 1) {
    addNoise(noisy, noise, level, bounds[tensor]!, bounds[tensor + 1]!);
  }
  return noisy;
}

function addNoise(tensors: Float64Array, noise: Float64Array, level: number, start: number, end: number): void {
  let squares = 0;
  for (let index = start; index < end; index += 1) squares += tensors[index]! * tensors[index]!;
  const bound = level * Math.sqrt((3 * squares) / (end - start));
  for (let index = start; index < end; index += 1) tensors[index] = tensors[index]! + noise[index]! * bound;
}
