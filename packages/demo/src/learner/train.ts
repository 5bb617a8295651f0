import { PlimsollError } from "@plimsoll/foundation";
import type { LearnerCheckpoint } from "./checkpoint.ts";
import type { Objective } from "./objective.ts";
import { TEACHING } from "./settings.ts";
import { teach } from "./teach.ts";
import { assertTeachingTook } from "./teaching-check.ts";
import { decodeTrainerState, TRAINER_STATE_LENGTH, type TrainerState } from "./trainer-state.ts";
import { type Learner, plainLearner, TrainingRun } from "./training-run.ts";

export type { LearnerCheckpoint } from "./checkpoint.ts";

export interface TrainingOptions {
  /** Whole number; every draw of the run descends from it. */
  readonly seed: number;
  readonly objective: Objective;
  /** The step at which training is done, counted from the taught policy even when resumed. */
  readonly updates: number;
  /** Updates between checkpoints. */
  readonly checkpointInterval: number;
  /** The checkpoint to go on from; its seed and objective MUST be those of the options. */
  readonly resume?: { readonly policy: Uint8Array; readonly trainerState: Uint8Array };
  /** Called while teaching, once per whole percent, rising from 0 to 100. */
  readonly onTeachingPercent?: (percentDone: number) => void;
}

/**
 * Teaches a policy to obey, then fine-tunes it on the objective. Yields step 0 (unless resumed), then every
 * `checkpointInterval` updates and the last. Synchronous between yields.
 *
 * Throws `TRAINING_OPTIONS_MALFORMED` for counts that are not whole; `TEACHING_FAILED` if the teaching did not take;
 * `TRAINER_STATE_MALFORMED` or `WEIGHTS_MALFORMED` for a damaged `resume`; `RESUME_MISMATCH` for one of another run.
 */
export function* train(options: TrainingOptions): Generator<LearnerCheckpoint, void> {
  for (const made of training(options, plainLearner)) if (made !== HELD) yield made;
}

/** Nothing may be learnt now: whoever hears it waits a little and asks on. */
export const HELD = "held";

/** What `train` does, by any learner. A resume MUST be by the learner that the checkpoint is of. */
export function* training(
  options: TrainingOptions,
  learner: Learner,
): Generator<LearnerCheckpoint | typeof HELD, void> {
  assertOptions(options);
  const run = options.resume === undefined ? taughtRun(options, learner) : resumedRun(options, options.resume, learner);
  if (options.resume === undefined) yield run.checkpoint();
  while (run.step < options.updates) {
    const next = Math.min(run.step + options.checkpointInterval, options.updates);
    while (!run.advance(next - run.step)) yield HELD;
    yield run.checkpoint();
  }
}

function taughtRun({ seed, objective, onTeachingPercent }: TrainingOptions, learner: Learner): TrainingRun {
  const { policy, samples } = teach(seed, TEACHING, onTeachingPercent);
  assertTeachingTook(policy, seed);
  return TrainingRun.start(seed, objective, policy, samples, learner);
}

function resumedRun(
  { seed, objective }: TrainingOptions,
  { policy, trainerState }: NonNullable<TrainingOptions["resume"]>,
  learner: Learner,
): TrainingRun {
  const { state, parts } = decodeTrainerState(policy, trainerState.subarray(0, TRAINER_STATE_LENGTH));
  if (state.seed !== seed || state.objective !== objective) throw resumeMismatch(state);
  return new TrainingRun(state, parts, learner, trainerState.slice(TRAINER_STATE_LENGTH));
}

/** An interval of 0 or NaN would train for ever without a checkpoint, so without being probed. */
function assertOptions({ seed, updates, checkpointInterval }: TrainingOptions): void {
  const isWhole = (value: number, min: number): boolean => Number.isSafeInteger(value) && value >= min;
  if (isWhole(seed, 0) && isWhole(updates, 0) && isWhole(checkpointInterval, 1)) return;
  throw new PlimsollError({
    code: "TRAINING_OPTIONS_MALFORMED",
    expected: "whole numbers: seed and updates from 0, checkpointInterval from 1",
    received: `seed ${seed}, updates ${updates}, checkpointInterval ${checkpointInterval}`,
    fix: "give whole numbers",
  });
}

const resumeMismatch = ({ seed, objective }: TrainerState): PlimsollError =>
  new PlimsollError({
    code: "RESUME_MISMATCH",
    expected: "a checkpoint of the run's own seed and objective",
    received: `one of seed ${seed} and objective ${objective}`,
    fix: "resume with the options that the run was started with",
  });
