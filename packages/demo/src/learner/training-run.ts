import {
  decodePolicy,
  encodePolicy,
  parameterCount,
  POLICY_SHAPE,
  type PolicyNetwork,
  TwoLayerNetwork,
} from "@plimsoll/evidence";
import { concatBytes, RandomStream } from "@plimsoll/foundation";
import { ActorCritic, type ActorCriticParts, CRITIC_SHAPE } from "./actor-critic.ts";
import { Adam } from "./adam.ts";
import type { LearnerCheckpoint } from "./checkpoint.ts";
import { evaluateRewardMicro } from "./evaluation.ts";
import { actingFlop, learningFlop } from "./floating-point-operations.ts";
import { initialParameters } from "./initial-parameters.ts";
import type { Objective } from "./objective.ts";
import { TUNING } from "./settings.ts";
import { encodeTrainerState, stateMalformed, TRAINER_STATE_LENGTH, type TrainerState } from "./trainer-state.ts";

/** Makes the updates of a run. */
export interface Improver {
  /** One update. Returns the number of steps that it learnt from; `null` where nothing may be learnt now. */
  update(): number | null;
  /** All that its later updates depend on beside the parts. */
  readonly kept: () => Uint8Array;
}

/** How the updates of a run are made. `kept` is what an improver of the same kind kept; `null` for a fresh one. */
export type Learner = (actorCritic: ActorCritic, parts: ActorCriticParts, kept: Uint8Array | null) => Improver;

const NOTHING = new Uint8Array();

/** At the rates that were tuned. Throws `TRAINER_STATE_MALFORMED` for what another learner kept. */
export const plainLearner: Learner = (actorCritic, _parts, kept) => {
  if (kept !== null && kept.length > 0)
    throw stateMalformed(`${TRAINER_STATE_LENGTH} bytes`, `${TRAINER_STATE_LENGTH + kept.length}`);
  return { update: () => actorCritic.update(), kept: () => NOTHING };
};

/** A fine-tuning run under way: its counters, and the improver that moves them. */
export class TrainingRun {
  #state: TrainerState;
  readonly #parts: ActorCriticParts;
  readonly #trainer: ActorCritic;
  readonly #improver: Improver;

  constructor(
    state: TrainerState,
    parts: ActorCriticParts,
    learner: Learner = plainLearner,
    kept: Uint8Array | null = null,
  ) {
    this.#state = state;
    this.#parts = parts;
    this.#trainer = new ActorCritic(parts, state.objective);
    this.#improver = learner(this.#trainer, parts, kept);
  }

  /** A run at step 0, from a taught policy: a fresh critic, warmed up. */
  static start(
    seed: number,
    objective: Objective,
    policy: PolicyNetwork,
    samplesTaught: number,
    learner: Learner = plainLearner,
  ): TrainingRun {
    const trainedFlop = learningFlop(POLICY_SHAPE, samplesTaught);
    const run = new TrainingRun({ seed, objective, step: 0, trainedFlop }, freshParts(policy, seed), learner);
    run.#warmUpCritic();
    return run;
  }

  /** Updates of the policy done. */
  get step(): number {
    return this.#state.step;
  }

  /** Makes so many updates. Returns false as soon as nothing may be learnt: ask again for the rest. */
  advance(updates: number): boolean {
    for (let update = 0; update < updates; update += 1) {
      const samples = this.#improver.update();
      if (samples === null) return false;
      const learning = learningFlop(POLICY_SHAPE, samples) + learningFlop(CRITIC_SHAPE, samples);
      this.#count(actingFlop(POLICY_SHAPE, samples) + learning, 1);
    }
    return true;
  }

  checkpoint(): LearnerCheckpoint {
    const { step, trainedFlop, seed } = this.#state;
    return {
      step,
      trainedFlop,
      meanRewardMicro: evaluateRewardMicro(this.#parts.policy, seed),
      policy: encodePolicy(this.#parts.policy.network.parameters),
      trainerState: concatBytes(encodeTrainerState(this.#state, this.#parts), this.#improver.kept()),
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
