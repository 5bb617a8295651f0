import { partKey } from "@plimsoll/simulation";
import { PlimsollError } from "@plimsoll/foundation";
import { descend } from "../objective/descend.ts";
import { isSpike, NO_LOSSES, SPIKE_SETTINGS, watched } from "../risk/spike.ts";
import { freshError, freshErrorNow, showBatch, silentError } from "./batch.ts";
import { clipped } from "./clip.ts";
import type { Course } from "./course.ts";
import type { Parts } from "./parts.ts";
import { type Judgement, judged } from "./rewind/judge.ts";
import { lookoutFrom } from "./rewind/lookout.ts";
import type { Run } from "./run.ts";
import type { Seen } from "./seen.ts";
import type { StepRecord } from "./step-record.ts";
import type { TrainerSpec } from "./trainer-spec.ts";

export interface Stepped {
  readonly course: Course;
  readonly record: StepRecord;
}

/**
 * One step: the gradient; are the weights still good; then learn, or put them back, or leave the batch out.
 * @throws PlimsollError `PROPHET_DIVERGED`, `PROPHET_SCALE`, and nothing has changed
 */
export function stepped(run: Run, course: Course, scale: number): Stepped {
  assertScale(scale);
  const seen = look(run, course);
  const judgement = judgementOf(run, course, seen);
  if (judgement.kind === "skip") return skipped(course, seen);
  if (judgement.kind === "rewind")
    return rewound(run, advanced(course, seen, false), recordOf(seen), judgement.place, scale);
  return learnt(run, course, seen, judgement, scale);
}

/** The batch, its loss and the gradient. */
function look({ spec, parts, batch }: Run, course: Course): Seen {
  const { task, network } = parts;
  const step = course.stepsDone;
  const recentError = mean(course.errors);
  showBatch(parts, batch, { step, recentError });
  network.gradients.fill(0);
  const terms = descend(network, batch.targets, task.rows, spec.loss, partKey(parts.stepsKey, step));
  const gradientNorm = parts.gradientNorm();
  const isFinite = Number.isFinite(terms.loss) && Number.isFinite(gradientNorm);
  // Without rewinding it ends here, before anything that is kept has seen the step.
  if (!isFinite && spec.rewind === null) throw diverged(terms.loss, gradientNorm);
  const present = freshError(parts, batch);
  const error = parts.average?.counted(present, silentError(batch), () => freshErrorNow(parts, batch)) ?? present;
  const factor = spec.rewind?.spikeFactor ?? SPIKE_SETTINGS.factor;
  const spiked = !isFinite || isSpike(course.watch, terms.loss, { ...SPIKE_SETTINGS, factor });
  return { step, recentError, terms, error, gradientNorm, isFinite, spiked };
}

/** Without rewinding there is only learning. */
function judgementOf(run: Run, course: Course, seen: Seen): Judgement {
  const { rewind } = run.spec;
  if (rewind !== null) return judged(run, course, seen, rewind);
  return { kind: "learn", lookout: course.lookout, isProven: false };
}

function learnt(
  run: Run,
  course: Course,
  seen: Seen,
  { lookout, isProven }: Judgement & { readonly kind: "learn" },
  scale: number,
): Stepped {
  const { spec, parts } = run;
  const stability = parts.curvature.measure();
  const risk = foretold(run, course, seen, stability);
  const drifted = parts.drift?.update(seen.error) ?? false;
  const rate = parts.rule.next(course.rate, { ...factsOf(seen), steps: spec.steps, risk, stability, drifted });
  if (isProven && isCalm(risk)) keep(run, seen.step);
  const clip = clipped(spec.clip, course.lengths, seen.gradientNorm);
  const scaled = rate.rate * scale;
  move(parts, scaled, clip.scale);
  const record = { ...recordOf(seen), risk, stability, drifted, rate: scaled, mode: rate.mode };
  const next = { ...advanced(course, seen, drifted), lookout, rate, lastRate: scaled, lengths: clip.state };
  if (spec.rewind !== null && !Number.isFinite(parts.parameterNorm())) return rewound(run, next, record, NEWEST, scale);
  return { course: { ...next, errors: withError(course, seen, spec), watch: watchedWith(course, seen) }, record };
}

function foretold({ spec, parts }: Run, course: Course, seen: Seen, stability: number | null): number | null {
  const { step, terms, error, recentError, gradientNorm } = seen;
  const facts = { step, progress: step / spec.steps, terms, onlineError: error, recentError, gradientNorm, stability };
  return parts.risk?.foretell({ ...facts, lastRate: course.lastRate }) ?? null;
}

const factsOf = ({ step, terms, error, gradientNorm }: Seen) => ({ step, loss: terms.loss, error, gradientNorm });

/** A state is worth keeping where nobody foretells that it leads astray. */
const RISK_KEPT_MAX = 0.5;
const isCalm = (risk: number | null): boolean => risk === null || risk <= RISK_KEPT_MAX;

/** Keeps the state where the newest kept one is old enough. */
function keep({ spec, good }: Run, step: number): void {
  const newest = good.states.at(-1)?.step ?? 0;
  if (step - newest >= (spec.rewind?.interval ?? Number.POSITIVE_INFINITY)) good.keep(step);
}

function move({ curvature, optimizer, average }: Parts, rate: number, gradientScale: number): void {
  curvature.beforeStep();
  optimizer.step(rate, gradientScale);
  curvature.afterStep();
  average?.follow();
}

const NEWEST = -1;

/** From the course after the step: the weights are those of the kept state at `place`, the rate is cut, the batch is left out, and what was watched is forgotten. */
function rewound({ parts, good }: Run, course: Course, record: StepRecord, place: number, scale: number): Stepped {
  const rewoundTo = good.putBack(place === NEWEST ? good.states.length - 1 : place);
  parts.curvature.forget();
  parts.risk?.rewound();
  parts.average?.restart();
  const { counts } = course;
  const rate = parts.rule.afterRewind(course.rate);
  return {
    course: {
      ...course,
      watch: NO_LOSSES,
      lookout: lookoutFrom(record.step),
      rate,
      lastRate: rate.rate * scale,
      counts: { ...counts, rewinds: counts.rewinds + 1 },
    },
    record: { ...record, rate: 0, mode: "panic", rewoundTo },
  };
}

function skipped(course: Course, seen: Seen): Stepped {
  const next = advanced(course, seen, false);
  return {
    course: { ...next, counts: { ...next.counts, skips: next.counts.skips + 1 } },
    record: { ...recordOf(seen), skipped: true },
  };
}

const advanced = (course: Course, { step, spiked }: Seen, drifted: boolean): Course => ({
  ...course,
  stepsDone: step + 1,
  counts: {
    ...course.counts,
    spikes: course.counts.spikes + Number(spiked),
    drifts: course.counts.drifts + Number(drifted),
  },
});

const withError = ({ errors }: Course, { error }: Seen, { errorBuffer }: TrainerSpec): readonly number[] =>
  [...errors, error].slice(-errorBuffer);

const watchedWith = ({ watch }: Course, { terms }: Seen): Course["watch"] => watched(watch, terms.loss, SPIKE_SETTINGS);

/** Of a step in which nothing was learnt. */
const recordOf = ({ step, terms, error, gradientNorm, spiked }: Seen): StepRecord => ({
  ...terms,
  step,
  error,
  gradientNorm,
  risk: null,
  rate: 0,
  mode: "panic",
  stability: null,
  spiked,
  rewoundTo: null,
  skipped: false,
  drifted: false,
});

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

const diverged = (loss: number, gradientNorm: number): PlimsollError =>
  new PlimsollError({
    code: "PROPHET_DIVERGED",
    expected: "a finite loss and a finite gradient",
    received: `a loss of ${loss} and a gradient of length ${gradientNorm}`,
    fix: "lower the rate, or let the training rewind",
  });

/** Advice that is no share must not raise a rate, and one that is no number must not reach the weights. */
function assertScale(scale: number): void {
  if (scale >= 0 && scale <= 1) return;
  throw new PlimsollError({
    code: "PROPHET_SCALE",
    expected: "a scale from 0 to 1",
    received: String(scale),
    fix: "step at the share of the rate that is advised, or at 1 where nobody advises",
  });
}
