import { PlimsollError } from "@plimsoll/foundation";
import { createTrainer } from "../src/trainer/trainer.ts";
import { kernelArithmetic } from "@plimsoll/simulation/arithmetic";
import { baseSpec, type ControlTask, STEPS } from "./control-suite.ts";
import type { Subject } from "./control-subjects.ts";

/** A run against predicting 0, which for these tasks is repeating the last value. */
export interface Outcome {
  /** Mean online error over the run, in that of repeating the last value; at most `RATIO_MAX`, which is also what an end that is not finite has. */
  readonly ratio: number;
  /** The same over the last tenth. */
  readonly lastRatio: number;
  readonly isFinite: boolean;
  readonly rewinds: number;
  readonly spikes: number;
}

export const RATIO_MAX = 1000;
/** A last tenth worse than this has not recovered. */
const LAST_RATIO_MAX = 3;

export const isRecovered = ({ lastRatio }: Outcome): boolean => lastRatio <= LAST_RATIO_MAX;

export function runOf(subject: Subject, task: ControlTask, seed: number, rate: number): Outcome {
  const series = task.series(seed);
  const still = Array.from(series, (value, step) => (value - (series[step - 1] ?? 0)) ** 2);
  const spec = { ...baseSpec(seed), ...subject.at(rate) };
  const trainer = createTrainer(spec, { series, arithmetic: kernelArithmetic });
  const errors: number[] = [];
  try {
    for (let step = 0; step < STEPS; step += 1) errors.push(trainer.step(1).error);
  } catch (error) {
    if (!(error instanceof PlimsollError && error.code === "PROPHET_DIVERGED")) throw error;
    return { ratio: RATIO_MAX, lastRatio: RATIO_MAX, isFinite: false, ...trainer.counts };
  }
  const isFinite = trainer.parameters.every(Number.isFinite);
  const ratio = (from: number): number =>
    isFinite ? bounded(sum(errors.slice(from)) / sum(still.slice(from))) : RATIO_MAX;
  return { ratio: ratio(0), lastRatio: ratio(0.9 * STEPS), isFinite, ...trainer.counts };
}

const bounded = (ratio: number): number => (ratio < RATIO_MAX ? ratio : RATIO_MAX);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
