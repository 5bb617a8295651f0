import { type Key, partKey, seedKey } from "../../random/counter.ts";
import { createArena } from "../arithmetic/arena.ts";
import { type Arithmetic, LOSS_SUMS, SCRATCH_BYTES } from "../arithmetic/arithmetic.ts";
import { type ArithmeticMaker, kernelArithmetic } from "../arithmetic/kernel-arithmetic.ts";
import type { BatchEnvironment } from "../batch-environment.ts";
import { type Architecture, architectureOf } from "../network/architecture.ts";
import { networkPass, type NetworkPlaces, placeNetwork } from "../network/network-pass.ts";
import { initialise } from "../network/orthogonal.ts";
import { type Policy, policyOf, type PolicyOrigin } from "../policy/policy.ts";
import type { AdamState } from "./adam.ts";
import { estimateAdvantages } from "./advantages.ts";
import { type Collector, collectRollout } from "./collect-rollout.ts";
import { type EpisodeTally, episodeTally } from "./episode-tally.ts";
import { explainedVariance } from "./explained-variance.ts";
import { type Improver, improvePolicy, type LossMeans } from "./improve-policy.ts";
import { type PpoOptions, ppoOptions } from "./ppo-options.ts";
import { placeRollout, type RolloutPlaces, type RolloutViews, rolloutViews } from "./rollout-memory.ts";
import { assertFits, type TrainerState } from "./trainer-state.ts";

/** What one update learnt. */
export interface UpdateMetrics extends LossMeans {
  /** Updates done, this one included. */
  readonly updates: number;
  /** Environment steps done, this update's included. */
  readonly steps: number;
  /** Episodes that ended in this update's roll-out, and the means of their undiscounted returns and lengths. */
  readonly episodes: number;
  readonly meanReturn: number | null;
  readonly meanLength: number | null;
  readonly explainedVariance: number;
  readonly learningRate: number;
}

/** A learner that goes on from roll-out to roll-out. */
export interface Trainer {
  readonly options: PpoOptions;
  /** Plays one roll-out and learns from it. */
  update(): UpdateMetrics;
  policy(origin: PolicyOrigin): Policy;
  state(): TrainerState;
  /** Goes on from a state of a trainer with the same options and seed, bit for bit. */
  resume(state: TrainerState): void;
}

/** Purposes of randomness. */
const INITIAL_WEIGHTS = 0;
const ACTIONS = 1;
const ORDER = 2;

/** A chunk's activations stay in the second cache. Another size is another order of nothing: sums run on over chunks. */
const CHUNK_ROWS = 128;

/** A training's memory and the views of it. */
interface Workshop {
  readonly arithmetic: Arithmetic;
  readonly architecture: Architecture;
  readonly network: NetworkPlaces;
  readonly places: RolloutPlaces;
  readonly views: RolloutViews;
  readonly collector: Collector;
  readonly improver: Improver;
  readonly adam: AdamState;
  readonly tally: EpisodeTally;
  readonly parameters: Float32Array;
  readonly means: Float32Array;
  readonly squares: Float32Array;
}

/**
 * Learns a policy by proximal policy optimisation. Resets the environment with `seed`; every draw is a function of the seed,
 * the update, the step and the environment's place, so nothing depends on chunks or on what else is computed.
 *
 * @param seed a whole number in [0, 2^53)
 * @param arithmeticMaker the kernel; the plain twin for tests
 * @throws PlimsollError `LEARNER_OPTION`, `LEARNER_BATCH`, `LEARNER_NETWORK`; later `LEARNER_NO_ACTION_ALLOWED`, `LEARNER_DIVERGED`
 */
export function createTrainer(
  environment: BatchEnvironment,
  chosen: Partial<PpoOptions>,
  seed: number,
  arithmeticMaker: ArithmeticMaker = kernelArithmetic,
): Trainer {
  const options = ppoOptions(chosen, environment);
  const shop = openWorkshop(environment, options, arithmeticMaker);
  const key = seedKey(seed);
  initialise(shop.architecture, shop.parameters, partKey(key, INITIAL_WEIGHTS));
  shop.improver.pass.transposeWeights();
  environment.reset(seed);
  let updates = 0;

  function update(): UpdateMetrics {
    const learningRate = annealedRate(options, updates);
    const rollout = playRollout(shop, options, partKey(partKey(key, ACTIONS), updates));
    const losses = improvePolicy(shop.improver, learningRate, partKey(partKey(key, ORDER), updates));
    updates += 1;
    const steps = updates * options.steps * environment.environments;
    return { ...losses, ...rollout, updates, steps, learningRate };
  }

  function resume(state: TrainerState): void {
    assertFits(state, seed, shop.parameters.length, environment);
    restoreShop(shop, state);
    for (const [i, snapshot] of (state.snapshots ?? []).entries()) environment.restore?.(i, snapshot);
    updates = state.updates;
  }

  return {
    options,
    update,
    policy: (origin) => policyOf(shop.architecture, shop.parameters, seed, origin),
    state: () => ({ ...shopState(shop), updates, seed, snapshots: snapshotsOf(environment) }),
    resume,
  };
}

function snapshotsOf(environment: BatchEnvironment): readonly Uint8Array[] | null {
  if (environment.snapshot === undefined) return null;
  return Array.from({ length: environment.environments }, (_, i) => environment.snapshot?.(i) ?? new Uint8Array());
}

function openWorkshop(environment: BatchEnvironment, options: PpoOptions, maker: ArithmeticMaker): Workshop {
  const architecture = architectureOf({ ...environmentSizes(environment), ...options });
  const arena = createArena();
  const places = placeRollout(arena, architecture, environment.environments, options.steps);
  const network = placeNetwork(arena, architecture, CHUNK_ROWS);
  const [means, squares] = [arena.numbers(architecture.parameterCount), arena.numbers(architecture.parameterCount)];
  const [chunkInput, sums] = [arena.numbers(CHUNK_ROWS * architecture.inputWidth), arena.numbers(4 * LOSS_SUMS.length)];
  const [norms, scratch] = [arena.numbers(4), arena.bytes(SCRATCH_BYTES)];

  const { buffer, arithmetic } = maker(arena.size);
  const numbers = new Float32Array(buffer);
  const views = rolloutViews(buffer, places);
  const pass = networkPass(arithmetic, architecture, network, buffer);
  const tally = episodeTally(environment.environments);
  const adam: AdamState = {
    parameters: network.parameters,
    gradients: network.gradients,
    means,
    squares,
    count: architecture.parameterCount,
    norms,
    numbers,
    gradientNormMax: options.gradientNormMax,
    beta1: options.adamBeta1,
    beta2: options.adamBeta2,
    epsilon: options.adamEpsilon,
    beta1Power: 1,
    beta2Power: 1,
  };
  const shared = { arithmetic, architecture, pass, places, views, numbers, chunkRows: CHUNK_ROWS, scratch };
  const of = (address: number): Float32Array => new Float32Array(buffer, address, architecture.parameterCount);
  return {
    arithmetic,
    architecture,
    network,
    places,
    views,
    adam,
    tally,
    collector: { ...shared, environment, tally, rewardScale: options.rewardScale },
    improver: { ...shared, options, network, adam, chunkInput, sums },
    parameters: of(network.parameters),
    means: of(means),
    squares: of(squares),
  };
}

const environmentSizes = ({ observationSize, actionCount }: BatchEnvironment) => ({ observationSize, actionCount });

function playRollout(shop: Workshop, { discount, gaeLambda }: PpoOptions, key: Key) {
  const { places, views } = shop;
  collectRollout(shop.collector, key);
  const rollout = { ...views, environments: places.environments, steps: places.steps };
  estimateAdvantages(rollout, discount, gaeLambda, views.advantages, views.returns);
  const { count, meanReturn, meanLength } = shop.tally.take();
  return { episodes: count, meanReturn, meanLength, explainedVariance: explainedVariance(views.values, views.returns) };
}

const annealedRate = ({ learningRate, annealUpdates }: PpoOptions, updates: number): number =>
  annealUpdates === null ? learningRate : learningRate * Math.max(0, 1 - updates / annealUpdates);

const shopState = ({ parameters, means, squares, adam, tally }: Workshop) => ({
  parameters: Float32Array.from(parameters),
  adamMeans: Float32Array.from(means),
  adamSquares: Float32Array.from(squares),
  adamBeta1Power: adam.beta1Power,
  adamBeta2Power: adam.beta2Power,
  episodeReturns: Float64Array.from(tally.returns),
  episodeLengths: Uint32Array.from(tally.lengths),
});

function restoreShop({ parameters, means, squares, adam, tally, improver }: Workshop, state: TrainerState): void {
  parameters.set(state.parameters);
  means.set(state.adamMeans);
  squares.set(state.adamSquares);
  adam.beta1Power = state.adamBeta1Power;
  adam.beta2Power = state.adamBeta2Power;
  tally.returns.set(state.episodeReturns);
  tally.lengths.set(state.episodeLengths);
  improver.pass.transposeWeights();
}
