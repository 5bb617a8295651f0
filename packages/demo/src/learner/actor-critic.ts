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
    this.#collect();
    this.#improvePolicy();
    this.#improveCritic();
    return this.#batch.count;
  }

  /** One update of the critic alone. Returns the number of steps that it learnt from. */
  warmUpCritic(): number {
    this.#collect();
    this.#improveCritic();
    return this.#batch.count;
  }

  #collect(): void {
    const batch = this.#batch;
    batch.clear();
    rollOut(this.#parts.policy, batch, TUNING.episodesPerUpdate, this.#objective, this.#parts.random);
    for (let index = 0; index < batch.count; index += 1) this.#values[index] = this.#valueAt(index);
    estimateAdvantages(batch, this.#values);
    normaliseAdvantages(batch);
  }

  #valueAt(index: number): number {
    const { critic } = this.#parts;
    critic.forward(this.#batch.observations, index * OBSERVATION_SIZE);
    return critic.outputs[0]!;
  }

  #improvePolicy(): void {
    const { policy, policyAdam } = this.#parts;
    const backpropagation = this.#policyBackpropagation;
    const batch = this.#batch;
    for (let index = 0; index < batch.count; index += 1) {
      const start = index * OBSERVATION_SIZE;
      policy.forward(batch.observations, start);
      this.#fillPolicySlopes(index);
      backpropagation.accumulate(batch.observations, start, this.#policySlopes);
    }
    clipGradientNorm(backpropagation.gradient, TUNING.gradientNormMax);
    policyAdam.descend(policy.network.parameters, backpropagation.gradient, TUNING.policyLearningRate);
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
  #improveCritic(): void {
    const { critic, criticAdam } = this.#parts;
    const backpropagation = this.#criticBackpropagation;
    const batch = this.#batch;
    for (let index = 0; index < batch.count; index += 1) {
      this.#criticSlopes[0] = (this.#valueAt(index) - batch.returns[index]!) / batch.count;
      backpropagation.accumulate(batch.observations, index * OBSERVATION_SIZE, this.#criticSlopes);
    }
    clipGradientNorm(backpropagation.gradient, TUNING.gradientNormMax);
    criticAdam.descend(critic.parameters, backpropagation.gradient, TUNING.criticLearningRate);
  }
}
