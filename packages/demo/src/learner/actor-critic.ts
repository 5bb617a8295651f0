import {
  ACTION_COUNT,
  type NetworkShape,
  OBSERVATION_SIZE,
  POLICY_SHAPE,
  type PolicyNetwork,
  type TwoLayerNetwork,
} from "@plimsoll/evidence";
import type { RandomStream } from "@plimsoll/foundation";
import type { Adam } from "./adam.ts";
import { estimateAdvantages, normaliseAdvantages } from "./advantages.ts";
import { Backpropagation } from "./backpropagation.ts";
import { EpisodeBatch } from "./episode-batch.ts";
import { clipGradientNorm } from "./gradient-norm.ts";
import type { Objective } from "./objective.ts";
import { addDivergenceGradient, addEntropyGradient, addPolicyGradient } from "./policy-loss.ts";
import { rollOut } from "./rollout.ts";
import { OBEDIENCE, TUNING } from "./settings.ts";

/** The critic estimates the discounted return from an observation. */
export const CRITIC_SHAPE: NetworkShape = { ...POLICY_SHAPE, outputs: 1 };

/** What fine-tuning changes and a checkpoint must keep. */
export interface ActorCriticParts {
  readonly policy: PolicyNetwork;
  /** The taught policy, frozen: what the control is pulled towards. */
  readonly taught: PolicyNetwork;
  readonly critic: TwoLayerNetwork;
  readonly policyAdam: Adam;
  readonly criticAdam: Adam;
  readonly random: RandomStream;
}

/** How far one update moves policy and critic. */
export interface LearningRates {
  readonly policy: number;
  readonly critic: number;
}

const TUNED_RATES: LearningRates = { policy: TUNING.policyLearningRate, critic: TUNING.criticLearningRate };

/** On-policy actor-critic (advantage actor-critic; Mnih et al. 2016, arXiv:1602.01783), one gradient step per batch. */
export class ActorCritic {
  readonly #parts: ActorCriticParts;
  readonly #objective: Objective;
  readonly #batch = new EpisodeBatch(TUNING.episodesPerUpdate);
  readonly #values: Float64Array;
  readonly #policyBackpropagation: Backpropagation;
  readonly #criticBackpropagation: Backpropagation;
  readonly #policySlopes = new Float64Array(ACTION_COUNT);
  readonly #criticSlopes = new Float64Array(1);

  constructor(parts: ActorCriticParts, objective: Objective) {
    this.#parts = parts;
    this.#objective = objective;
    this.#values = new Float64Array(this.#batch.rewards.length);
    this.#policyBackpropagation = new Backpropagation(parts.policy.network);
    this.#criticBackpropagation = new Backpropagation(parts.critic);
  }

  /** One update of policy and critic. Returns the number of steps that it learnt from. */
  update(): number {
    const samples = this.collect();
    this.policyGradient();
    this.descend(TUNED_RATES);
    return samples;
  }

  /** One update of the critic alone. Returns the number of steps that it learnt from. */
  warmUpCritic(): number {
    const samples = this.collect();
    this.#improveCritic(TUNED_RATES.critic);
    return samples;
  }

  /** Of the last `collect`, as `judge` gives it. */
  loss = 0;

  /** First part of an update: plays a batch and judges it. Returns its number of steps. */
  collect(): number {
    const batch = this.#batch;
    batch.clear();
    rollOut(this.#parts.policy, batch, TUNING.episodesPerUpdate, this.#objective, this.#parts.random);
    this.loss = this.judge();
    return batch.count;
  }

  /** What the critic, as it is now, makes of the batch. Returns its loss: half the mean squared advantage, which is how far it was surprised. */
  judge(): number {
    const batch = this.#batch;
    for (let index = 0; index < batch.count; index += 1) this.#values[index] = this.#valueAt(index);
    estimateAdvantages(batch, this.#values);
    const loss = halfMeanSquare(batch);
    normaliseAdvantages(batch);
    return loss;
  }

  #valueAt(index: number): number {
    const { critic } = this.#parts;
    critic.forward(this.#batch.observations, index * OBSERVATION_SIZE);
    return critic.outputs[0]!;
  }

  /** Second part: the gradient of the policy's loss on the batch, not yet shortened. It is gone after `descend`. */
  policyGradient(): Float64Array {
    const { policy } = this.#parts;
    const backpropagation = this.#policyBackpropagation;
    const batch = this.#batch;
    for (let index = 0; index < batch.count; index += 1) {
      const start = index * OBSERVATION_SIZE;
      policy.forward(batch.observations, start);
      this.#fillPolicySlopes(index);
      backpropagation.accumulate(batch.observations, start, this.#policySlopes);
    }
    return backpropagation.gradient;
  }

  /** Last part: moves policy and critic. */
  descend(rates: LearningRates): void {
    const { policy, policyAdam } = this.#parts;
    const { gradient } = this.#policyBackpropagation;
    clipGradientNorm(gradient, TUNING.gradientNormMax);
    policyAdam.descend(policy.network.parameters, gradient, rates.policy);
    this.#improveCritic(rates.critic);
  }

  /** Instead of `descend`: the batch is not learnt from. */
  forgetGradient(): void {
    this.#policyBackpropagation.gradient.fill(0);
  }

  #fillPolicySlopes(index: number): void {
    const { policy, taught } = this.#parts;
    const batch = this.#batch;
    const slopes = this.#policySlopes;
    const share = 1 / batch.count;
    slopes.fill(0);
    addPolicyGradient(policy, batch.actions[index]!, batch.advantages[index]! * share, slopes);
    addEntropyGradient(policy, TUNING.entropyWeight * share, slopes);
    if (this.#objective === "reward_and_obedience" && batch.lit[index] === 1) {
      taught.forward(batch.observations, index * OBSERVATION_SIZE);
      addDivergenceGradient(policy, taught, OBEDIENCE.divergenceWeight * share, slopes);
    }
  }

  /** Half the mean squared error of the values. */
  #improveCritic(rate: number): void {
    const { critic, criticAdam } = this.#parts;
    const backpropagation = this.#criticBackpropagation;
    const batch = this.#batch;
    for (let index = 0; index < batch.count; index += 1) {
      this.#criticSlopes[0] = (this.#valueAt(index) - batch.returns[index]!) / batch.count;
      backpropagation.accumulate(batch.observations, index * OBSERVATION_SIZE, this.#criticSlopes);
    }
    clipGradientNorm(backpropagation.gradient, TUNING.gradientNormMax);
    criticAdam.descend(critic.parameters, backpropagation.gradient, rate);
  }
}

function halfMeanSquare({ advantages, count }: EpisodeBatch): number {
  let squares = 0;
  for (let index = 0; index < count; index += 1) squares += advantages[index]! * advantages[index]!;
  return squares / (2 * count);
}
