import {
  decodePolicy,
  encodePolicy,
  parameterCount,
  POLICY_SHAPE,
  type PolicyNetwork,
  TwoLayerNetwork,
} from "@plimsoll/evidence";
import { RandomStream } from "@plimsoll/foundation";
import { ActorCritic, type ActorCriticParts, CRITIC_SHAPE } from "./actor-critic.ts";
import { Adam } from "./adam.ts";
import type { LearnerCheckpoint } from "./checkpoint.ts";
import { evaluateRewardMicro } from "./evaluation.ts";
import { actingFlop, learningFlop } from "./floating-point-operations.ts";
import { initialParameters } from "./initial-parameters.ts";
import type { Objective } from "./objective.ts";
import { TUNING } from "./settings.ts";
import { encodeTrainerState, type TrainerState } from "./trainer-state.ts";

/** A fine-tuning run under way: its counters, and the trainer that moves them. */
export class TrainingRun {
  #state: TrainerState;
  readonly #parts: ActorCriticParts;
  readonly #trainer: ActorCritic;

  constructor(state: TrainerState, parts: ActorCriticParts) {
    this.#state = state;
    this.#parts = parts;
    this.#trainer = new ActorCritic(parts, state.objective);
  }

  /** A run at step 0, from a taught policy: a fresh critic, warmed up. */
  static start(seed: number, objective: Objective, policy: PolicyNetwork, samplesTaught: number): TrainingRun {
    const trainedFlop = learningFlop(POLICY_SHAPE, samplesTaught);
    const run = new TrainingRun({ seed, objective, step: 0, trainedFlop }, freshParts(policy, seed));
    run.#warmUpCritic();
    return run;
  }

  /** Updates of the policy done. */
  get step(): number {
    return this.#state.step;
  }

  advance(updates: number): void {
    for (let update = 0; update < updates; update += 1) {
      const samples = this.#trainer.update();
      const learning = learningFlop(POLICY_SHAPE, samples) + learningFlop(CRITIC_SHAPE, samples);
      this.#count(actingFlop(POLICY_SHAPE, samples) + learning, 1);
    }
  }

  checkpoint(): LearnerCheckpoint {
    const { step, trainedFlop, seed } = this.#state;
    return {
      step,
      trainedFlop,
      meanRewardMicro: evaluateRewardMicro(this.#parts.policy, seed),
      policy: encodePolicy(this.#parts.policy.network.parameters),
      trainerState: encodeTrainerState(this.#state, this.#parts),
    };
  }

  #warmUpCritic(): void {
    for (let update = 0; update < TUNING.criticWarmUpUpdates; update += 1) {
      const samples = this.#trainer.warmUpCritic();
      this.#count(actingFlop(POLICY_SHAPE, samples) + learningFlop(CRITIC_SHAPE, samples), 0);
    }
  }

  #count(flop: number, steps: number): void {
    const { step, trainedFlop } = this.#state;
    this.#state = { ...this.#state, step: step + steps, trainedFlop: trainedFlop + flop };
  }
}

function freshParts(policy: PolicyNetwork, seed: number): ActorCriticParts {
  const critic = initialParameters(CRITIC_SHAPE, RandomStream.from("learner", seed, "critic"));
  return {
    policy,
    taught: decodePolicy(encodePolicy(policy.network.parameters)),
    critic: new TwoLayerNetwork(CRITIC_SHAPE, critic),
    policyAdam: new Adam(parameterCount(POLICY_SHAPE)),
    criticAdam: new Adam(parameterCount(CRITIC_SHAPE)),
    random: RandomStream.from("learner", seed, "tuning"),
  };
}
