import { PlimsollError } from "@plimsoll/foundation";
import { partKey } from "@plimsoll/simulation";
import { clipScale } from "../engine/gradient-norm.ts";
import { WHOLE } from "../engine/layers/layer.ts";
import { descend } from "../objective/descend.ts";
import { type LossTerms, realityOf } from "../objective/loss-terms.ts";
import type { RateState } from "../rate/rate-rule.ts";
import { isSpike, NO_LOSSES, SPIKE_SETTINGS, type SpikeWatch, watched } from "../risk/spike.ts";
import { NO_SOURCES, type Parts, partsOf, type TrainerSources } from "./parts.ts";
import { type GoodStates, goodStates } from "./rewind/good-states.ts";
import type { StepRecord } from "./step-record.ts";
import type { TrainerSpec } from "./trainer-spec.ts";
import { readState, type TrainerState, writtenState } from "./trainer-state.ts";

/** A training under way. */
export interface Trainer {
  readonly spec: TrainerSpec;
  /** Steps done. */
  readonly stepsDone: number;
  /**
   * Learns from one batch. The rule's rate is multiplied by `scale`, in [0, 1]: what a governor advises.
   * @throws PlimsollError `PROPHET_DIVERGED` where the loss or the gradient is not finite and there is nothing to be put back to; the training is then
   *   as it was before the step
   */
  step(scale: number): StepRecord;
  /** Between two steps: all that the later ones depend on, in copies. */
  state(): TrainerState;
  /** The worker's parameters, padding included. */
  readonly parameters: Float32Array;
  readonly parts: Parts;
}

/** What changes from step to step beside the tensors. */
export interface Course {
  readonly stepsDone: number;
  /** The last ones, the newest last. */
  readonly errors: readonly number[];
  readonly watch: SpikeWatch;
  readonly rate: RateState;
}

/** A training at its first step. @throws PlimsollError `PROPHET_SPEC`, `PROPHET_SERIES` */
export const createTrainer = (spec: TrainerSpec, sources: TrainerSources = NO_SOURCES): Trainer =>
  trainer(spec, sources, null);

/** Goes on from a state, bit for bit. @throws PlimsollError `PROPHET_STATE` where it is not one of this spec */
export const resumeTrainer = (spec: TrainerSpec, state: TrainerState, sources: TrainerSources = NO_SOURCES): Trainer =>
  trainer(spec, sources, state);

function trainer(spec: TrainerSpec, sources: TrainerSources, from: TrainerState | null): Trainer {
  const parts = partsOf(spec, sources);
  assertFits(spec, parts);
  const good = goodStates(parts.network.parameters, parts.optimizer);
  const batch = batchOf(parts);
  let course: Course = { stepsDone: 0, errors: [], watch: NO_LOSSES, rate: parts.rule.first };
  if (from === null) good.keep(0);
  else course = readState(from, parts, good);

  return {
    spec,
    parts,
    get stepsDone() {
      return course.stepsDone;
    },
    parameters: parts.network.parameters,
    step: (scale) => {
      const done = stepped(spec, parts, good, batch, course, scale);
      course = done.course;
      return done.record;
    },
    state: () => writtenState(course, parts, good),
  };
}

/** Room for a batch's targets. */
interface Batch {
  readonly targets: Float32Array;
  readonly fresh: number;
}

const batchOf = ({ task: { rows, outputs, freshRows } }: Parts): Batch => ({
  targets: new Float32Array(rows * outputs),
  fresh: freshRows * outputs,
});

/** One step, in order: the gradient; is it a spike; the risk; the rate; the step; what is kept. */
function stepped(
  spec: TrainerSpec,
  parts: Parts,
  good: GoodStates,
  batch: Batch,
  course: Course,
  scale: number,
): { readonly course: Course; readonly record: StepRecord } {
  const { task, network, curvature, risk, rule } = parts;
  const step = course.stepsDone;
  const recentError = mean(course.errors);
  task.fill({ step, recentError }, network.input, network.inputWidth, batch.targets);
  network.gradients.fill(0);
  const terms = descend(network, batch.targets, task.rows, spec.loss, partKey(parts.stepsKey, step));
  const error = realityOf(freshOutputs(parts), batch.targets.subarray(0, batch.fresh));
  const gradientNorm = parts.gradientNorm();
  const isFinite = Number.isFinite(terms.loss) && Number.isFinite(gradientNorm);
  const spiked =
    !isFinite ||
    isSpike(course.watch, terms.loss, { ...SPIKE_SETTINGS, factor: spec.rewind?.spikeFactor ?? SPIKE_SETTINGS.factor });

  if (spiked && isConfirmed(spec, parts, good, batch, terms, isFinite)) {
    const rewoundTo = good.putBack();
    curvature.forget();
    risk?.rewound();
    const rate = rule.afterRewind(course.rate);
    return {
      course: { ...course, stepsDone: step + 1, rate },
      record: {
        ...terms,
        step,
        error,
        gradientNorm,
        risk: null,
        rate: 0,
        mode: "panic",
        stability: null,
        spiked,
        rewoundTo,
      },
    };
  }

  const stability = curvature.measure();
  const foretold =
    risk?.foretell({
      step,
      progress: step / spec.steps,
      terms,
      onlineError: error,
      recentError,
      gradientNorm,
      lastRate: course.rate.rate,
      stability,
    }) ?? null;
  const rate = rule.next(course.rate, {
    step,
    steps: spec.steps,
    risk: foretold,
    loss: terms.loss,
    gradientNorm,
    stability,
    drifted: false,
  });
  if (spec.rewind !== null && !spiked && step > 0 && step % spec.rewind.interval === 0) good.keep(step);
  curvature.beforeStep();
  parts.optimizer.step(rate.rate * scale, clipScale(gradientNorm, spec.gradientNormMax));
  curvature.afterStep();
  return {
    course: {
      stepsDone: step + 1,
      errors: [...course.errors, error].slice(-spec.errorBuffer),
      watch: watched(course.watch, terms.loss, SPIKE_SETTINGS),
      rate,
    },
    record: {
      ...terms,
      step,
      error,
      gradientNorm,
      risk: foretold,
      rate: rate.rate * scale,
      mode: rate.mode,
      stability,
      spiked,
      rewoundTo: null,
    },
  };
}

/** Do the kept weights do clearly better on the very batch? Then it is the weights that went astray, and not the data that changed. */
function isConfirmed(
  spec: TrainerSpec,
  parts: Parts,
  good: GoodStates,
  batch: Batch,
  terms: LossTerms,
  isFinite: boolean,
): boolean {
  if (spec.rewind === null) {
    if (isFinite) return false;
    throw diverged(terms.loss);
  }
  if (!isFinite) return true;
  const kept = good.withNewest(() => errorNow(parts, batch));
  return kept < spec.rewind.confirmedBelow * terms.reality;
}

function errorNow(parts: Parts, { targets }: Batch): number {
  const { network, task } = parts;
  network.forward(task.rows, WHOLE);
  return realityOf(outputsOf(parts, task.rows), targets);
}

const freshOutputs = (parts: Parts): Float32Array => outputsOf(parts, parts.task.freshRows);

function outputsOf({ network }: Parts, rows: number): Float32Array {
  const { output, outputWidth, outputs } = network;
  return Float32Array.from(
    { length: rows * outputs },
    (_, i) => output[Math.floor(i / outputs) * outputWidth + (i % outputs)] ?? Number.NaN,
  );
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

function assertFits(spec: TrainerSpec, { task, network }: Parts): void {
  if (spec.worker.inputs === task.inputs && network.outputs === task.outputs) return;
  throw new PlimsollError({
    code: "PROPHET_SPEC",
    expected: `a worker from ${task.inputs} inputs to ${task.outputs} outputs, as its task is`,
    received: `from ${spec.worker.inputs} to ${network.outputs}`,
    fix: "give the worker as many inputs as the task has, and end it with a dense layer of as many outputs",
  });
}

const diverged = (loss: number): PlimsollError =>
  new PlimsollError({
    code: "PROPHET_DIVERGED",
    expected: "a finite loss and a finite gradient",
    received: `a loss of ${loss}`,
    fix: "lower the rate, or let the training rewind",
  });
