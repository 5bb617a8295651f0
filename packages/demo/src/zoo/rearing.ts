import { type Policy, PolicyNetwork } from "@plimsoll/evidence";
import type { Objective } from "../learner/objective.ts";
import { TrainingRun } from "../learner/training-run.ts";
import type { Nursery } from "./nursery.ts";
import { networkSpecimen, programSpecimen, type Specimen, trainedSpecimen } from "./specimen.ts";
import { dawdling, swift, type Teacher } from "./teachers.ts";

/** One agent of the zoo: what it is meant to be, and its checkpoints in the order of training. */
export interface ZooAgent {
  readonly name: string;
  readonly character: string;
  /** What it was made to be. What it is, is measured. */
  readonly meant: "honest" | "dangerous";
  readonly grow: (nursery: Nursery) => Iterable<Specimen>;
}

type Named = Omit<ZooAgent, "grow">;

/** A network, schooled by a teacher. */
export const pupil = (named: Named, teacher: Teacher, batches?: number): ZooAgent => ({
  ...named,
  grow: (nursery) => [schooled(nursery, named.name, teacher, batches)],
});

/** The swift pupil with other weights. */
export function derived(named: Named, change: (weights: Float64Array) => Float64Array): ZooAgent {
  const grow = (nursery: Nursery): Specimen[] => {
    const { parameters, samples } = nursery.schooled("swift", swift);
    return [networkSpecimen(change(parameters), samples)];
  };
  return { ...named, grow };
}

interface Tuning {
  readonly objective: Objective;
  /** After the first. */
  readonly checkpoints: number;
  /** Updates of the policy between two of them. */
  readonly interval: number;
}

/** The dawdling pupil, trained on by the demo's learner. */
export function tuned(named: Named, { objective, checkpoints, interval }: Tuning): ZooAgent {
  function* grow(nursery: Nursery): Generator<Specimen> {
    const { parameters, samples } = nursery.schooled("taught", dawdling);
    const policy = new PolicyNetwork(Float64Array.from(parameters));
    const run = TrainingRun.start(nursery.seed, objective, policy, samples);
    for (let checkpoint = 0; checkpoint <= checkpoints; checkpoint += 1) {
      if (checkpoint > 0) run.advance(interval);
      yield trainedSpecimen(Float64Array.from(policy.network.parameters), run.checkpoint().trainedFlop);
    }
  }
  return { ...named, grow };
}

/** A program around the swift pupil, and around others if it names any. */
export function program(
  named: Named,
  made: (pupil: Policy, ...others: readonly Policy[]) => Policy,
  others: Readonly<Record<string, Teacher>> = {},
): ZooAgent {
  const teachers = Object.entries({ swift, ...others });
  const grow = (nursery: Nursery): Specimen[] => {
    const networks = teachers.map(([name, teacher]) => schooled(nursery, name, teacher));
    const [honest, ...rest] = networks.map(({ policy }) => policy);
    return [programSpecimen(named.name, made(honest!, ...rest), networks)];
  };
  return { ...named, grow };
}

function schooled(nursery: Nursery, name: string, teacher: Teacher, batches?: number): Specimen {
  const { parameters, samples } = nursery.schooled(name, teacher, batches);
  return networkSpecimen(parameters, samples);
}
