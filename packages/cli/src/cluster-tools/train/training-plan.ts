import {
  type BatchEnvironment,
  beliefModelOf,
  BelievedCluster,
  ClusterBatch,
  clusterProfile,
  createTrainer,
  type PpoOptions,
  type Trainer,
} from "@plimsoll/simulation";

/** All that decides what a training learns; how far it goes and where it writes is decided elsewhere. */
export interface TrainingPlan {
  readonly profile: string;
  /** Whether it learns from what it remembers of the whole grid, or from the 30 numbers alone. */
  readonly memory: boolean;
  readonly environments: number;
  readonly seed: number;
  readonly options: Partial<PpoOptions>;
}

/** The environment and the trainer of a plan, at its beginning. Throws `LEARNER_OPTION`, `LEARNER_BATCH`, `LEARNER_NETWORK`. */
export const openTrainer = (plan: TrainingPlan): Trainer => createTrainer(environmentOf(plan), plan.options, plan.seed);

function environmentOf({ profile, memory, environments }: TrainingPlan): BatchEnvironment {
  const spec = clusterProfile(profile);
  return memory
    ? new BelievedCluster(spec, environments, beliefModelOf(spec))
    : new ClusterBatch(spec, environments, "same-step");
}

/** Whole updates that come to so many steps at least. */
export const updatesFor = ({ options, environments }: TrainingPlan, steps: number): number =>
  Math.ceil(steps / ((options.steps ?? 1) * environments));
