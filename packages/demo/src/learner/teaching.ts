import {
  type Action,
  ACTION_COUNT,
  OBSERVATION_SIZE,
  observe,
  type PolicyNetwork,
  startOf,
  step,
} from "@plimsoll/evidence";
import type { RandomStream } from "@plimsoll/foundation";
import { Adam } from "./adam.ts";
import { Backpropagation } from "./backpropagation.ts";
import { explore } from "./exploration.ts";
import { drawTrainingWorld } from "./intervention-mix.ts";
import type { TeachingSettings } from "./settings.ts";
import { consultTeacher } from "./teacher.ts";

/**
 * Teaches obedience by behaviour cloning: the cross-entropy of the policy against the teacher's chances of the actions, in
 * states that the teacher reaches (even episodes) and that the policy itself reaches (odd ones; after DAgger, Ross et al. 2011,
 * arXiv:1011.0686). One action in ten is random, for states beside the beaten path.
 */
export class Teaching {
  readonly #policy: PolicyNetwork;
  readonly #settings: TeachingSettings;
  readonly #random: RandomStream;
  readonly #backpropagation: Backpropagation;
  readonly #adam: Adam;
  readonly #observation = new Float64Array(OBSERVATION_SIZE);
  readonly #chances = new Float64Array(ACTION_COUNT);
  readonly #slopes = new Float64Array(ACTION_COUNT);
  /** Samples learnt from so far. */
  samples = 0;

  constructor(policy: PolicyNetwork, settings: TeachingSettings, random: RandomStream) {
    this.#policy = policy;
    this.#settings = settings;
    this.#random = random;
    this.#backpropagation = new Backpropagation(policy.network);
    this.#adam = new Adam(policy.network.parameters.length);
  }

  /** Runs all batches; calls `onBatch` with the batches done. */
  run(onBatch: (batchesDone: number) => void): void {
    for (let batch = 0; batch < this.#settings.batches; batch += 1) {
      this.#learnBatch(this.#learningRate(batch));
      onBatch(batch + 1);
    }
  }

  #learningRate(batch: number): number {
    const { learningRate, batches } = this.#settings;
    return learningRate * (batch < batches * 0.6 ? 1 : batch < batches * 0.85 ? 0.3 : 0.1);
  }

  #learnBatch(learningRate: number): void {
    const samplesBefore = this.samples;
    for (let episode = 0; episode < this.#settings.episodesPerBatch; episode += 1)
      this.#learnEpisode(episode % 2 === 0);
    const { gradient } = this.#backpropagation;
    const scale = 1 / (this.samples - samplesBefore);
    for (let index = 0; index < gradient.length; index += 1) gradient[index] = gradient[index]! * scale;
    this.#adam.descend(this.#policy.network.parameters, gradient, learningRate);
  }

  #learnEpisode(isTeacherDriven: boolean): void {
    const world = drawTrainingWorld(this.#settings.mix, this.#random);
    let state = startOf(world);
    while (state.ending === null) {
      observe(world, state, this.#observation);
      consultTeacher(world, state, this.#chances);
      this.#learnSample();
      const action = isTeacherDriven ? this.#sampleTeacher() : this.#policy.sample(this.#random.unit());
      state = step(world, state, explore(action, 1, 10, this.#random) as Action).state;
    }
  }

  /** The gradient of softmax cross-entropy with respect to the logits is probabilities - chances. */
  #learnSample(): void {
    this.#policy.forward(this.#observation, 0);
    for (let action = 0; action < ACTION_COUNT; action += 1) {
      this.#slopes[action] = this.#policy.probabilities[action]! - this.#chances[action]!;
    }
    this.#backpropagation.accumulate(this.#observation, 0, this.#slopes);
    this.samples += 1;
  }

  #sampleTeacher(): number {
    let draw = this.#random.unit();
    for (let action = 0; action < ACTION_COUNT - 1; action += 1) {
      draw -= this.#chances[action]!;
      if (draw < 0) return action;
    }
    return ACTION_COUNT - 1;
  }
}
