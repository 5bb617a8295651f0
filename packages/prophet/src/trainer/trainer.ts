import { PlimsollError } from "@plimsoll/foundation";
import { batchOf } from "./batch.ts";
import { type Counts, type Course, firstCourse } from "./course.ts";
import { NO_SOURCES, type Parts, partsOf, type TrainerSources } from "./parts.ts";
import { goodStates } from "./rewind/good-states.ts";
import type { Run } from "./run.ts";
import { stepped } from "./step.ts";
import type { StepRecord } from "./step-record.ts";
import type { TrainerSpec } from "./trainer-spec.ts";
import { readState, type TrainerState, writtenState } from "./trainer-state.ts";

/** A training under way. */
export interface Trainer {
  readonly spec: TrainerSpec;
  /** Steps done. */
  readonly stepsDone: number;
  /** What happened in them. */
  readonly counts: Counts;
  /**
   * Learns from one batch. The rule's rate is multiplied by `scale`, in [0, 1]: what a governor advises.
   * @throws PlimsollError `PROPHET_DIVERGED` where the loss or the gradient is not finite and there is nothing to be put back to; the training is then
   *   as it was before the step. `PROPHET_SCALE` where the scale is not in [0, 1]; then nothing was done
   */
  step(scale: number): StepRecord;
  /** Between two steps: all that the later ones depend on, in copies. */
  state(): TrainerState;
  /** The worker's parameters, padding included. */
  readonly parameters: Float32Array;
  readonly parts: Parts;
}

/** A training at its first step. @throws PlimsollError `PROPHET_SPEC`, `PROPHET_SERIES`, `PROPHET_DRIFT_SPEC` */
export const createTrainer = (spec: TrainerSpec, sources: TrainerSources = NO_SOURCES): Trainer =>
  trainer(spec, sources, null);

/** Goes on from a state, bit for bit. @throws PlimsollError `PROPHET_STATE` where it is not one of this spec */
export const resumeTrainer = (spec: TrainerSpec, state: TrainerState, sources: TrainerSources = NO_SOURCES): Trainer =>
  trainer(spec, sources, state);

function trainer(spec: TrainerSpec, sources: TrainerSources, from: TrainerState | null): Trainer {
  const run = runOf(spec, sources);
  let course = begun(run, from);
  return {
    spec,
    parts: run.parts,
    parameters: run.parts.network.parameters,
    get stepsDone() {
      return course.stepsDone;
    },
    get counts() {
      return course.counts;
    },
    step: (scale) => {
      const done = stepped(run, course, scale);
      course = done.course;
      return done.record;
    },
    state: () => writtenState(course, run.parts, run.good),
  };
}

function runOf(spec: TrainerSpec, sources: TrainerSources): Run {
  const parts = partsOf(spec, sources);
  assertFits(spec, parts);
  return { spec, parts, good: goodStates(parts.network.parameters, parts.optimizer), batch: batchOf(parts) };
}

function begun({ parts, good }: Run, from: TrainerState | null): Course {
  if (from !== null) return readState(from, parts, good);
  good.keep(0);
  return firstCourse(parts.rule);
}

function assertFits(spec: TrainerSpec, { task, network }: Parts): void {
  if (spec.worker.inputs === task.inputs && network.outputs === task.outputs) return;
  throw new PlimsollError({
    code: "PROPHET_SPEC",
    expected: `a worker from ${task.inputs} inputs to ${task.outputs} outputs, as its task is`,
    received: `from ${spec.worker.inputs} to ${network.outputs}`,
    fix: "give the worker as many inputs as the task has, and end it with a dense layer of as many outputs",
  });
}
