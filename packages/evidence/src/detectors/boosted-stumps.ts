import { exponential } from "../policy-network/exponential.ts";
import { logarithm } from "../policy-network/logarithm.ts";

/** One question to a surface: is the number at `feature` above `threshold`? */
export interface Stump {
  readonly feature: number;
  readonly threshold: number;
  /** What a yes speaks for, positive or negative, in half log odds; a no speaks as much for the other. */
  readonly weight: number;
}

/** A surface, and whether it is the kind that is looked for. */
export interface Labelled {
  readonly surface: readonly number[];
  readonly isProbe: boolean;
}

const ROUNDS = 32;
const THRESHOLDS_PER_FEATURE = 15;
/** Keeps the weight of a stump that never errs finite. */
const ERROR_FLOOR = 1e-6;

/**
 * AdaBoost over one-question trees (Freund, Schapire 1997, doi:10.1006/jcss.1997.1504): simple, without settings to choose, and
 * good on short lists of numbers. All surfaces MUST be of one length. Same bits on every machine (E-25).
 */
export function boostStumps(samples: readonly Labelled[]): readonly Stump[] {
  const questions = questionsOf(samples);
  const weights = new Float64Array(samples.length).fill(1 / samples.length);
  const stumps: Stump[] = [];
  for (let round = 0; round < ROUNDS && questions.length > 0; round += 1) {
    const { question, error } = mostTelling(questions, samples, weights);
    const bounded = Math.min(Math.max(error, ERROR_FLOOR), 1 - ERROR_FLOOR);
    const stump = { ...question, weight: 0.5 * logarithm((1 - bounded) / bounded) };
    stumps.push(stump);
    reweigh(weights, samples, stump);
  }
  return stumps;
}

/** How much speaks for a probe: above 0 for, below 0 against. */
export const scoreOf = (stumps: readonly Stump[], surface: readonly number[]): number =>
  stumps.reduce(
    (score, { feature, threshold, weight }) => score + (surface[feature]! > threshold ? weight : -weight),
    0,
  );

type Question = Omit<Stump, "weight">;

/** Of each feature all values but the largest, where it has thirty-one or fewer; else sixteen to twenty-three of them, at equal ranks. */
function questionsOf(samples: readonly Labelled[]): Question[] {
  const length = samples[0]?.surface.length ?? 0;
  return Array.from({ length }, (_, feature) => feature).flatMap((feature) =>
    thresholdsOf(samples.map(({ surface }) => surface[feature]!)).map((threshold) => ({ feature, threshold })),
  );
}

function thresholdsOf(values: number[]): number[] {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const step = Math.max(1, Math.floor(sorted.length / (THRESHOLDS_PER_FEATURE + 1)));
  return sorted.slice(0, -1).filter((_, index) => index % step === 0);
}

/** The question whose error is farthest from one half: one that is mostly wrong tells as much as one that is mostly right. */
function mostTelling(
  questions: readonly Question[],
  samples: readonly Labelled[],
  weights: Float64Array,
): { readonly question: Question; readonly error: number } {
  let best = { question: questions[0]!, error: 0.5 };
  for (const question of questions) {
    const error = errorOf(question, samples, weights);
    if (Math.abs(error - 0.5) > Math.abs(best.error - 0.5)) best = { question, error };
  }
  return best;
}

function errorOf({ feature, threshold }: Question, samples: readonly Labelled[], weights: Float64Array): number {
  let error = 0;
  for (let index = 0; index < samples.length; index += 1) {
    const { surface, isProbe } = samples[index]!;
    if (surface[feature]! > threshold !== isProbe) error += weights[index]!;
  }
  return error;
}

/** What was told wrongly weighs more in the next round. */
function reweigh(weights: Float64Array, samples: readonly Labelled[], stump: Stump): void {
  const up = exponential(Math.min(stump.weight, -stump.weight));
  const isHelpful = stump.weight > 0;
  let sum = 0;
  for (let index = 0; index < samples.length; index += 1) {
    const { surface, isProbe } = samples[index]!;
    const isRight = (surface[stump.feature]! > stump.threshold === isProbe) === isHelpful;
    weights[index] = weights[index]! * (isRight ? up : 1 / up);
    sum += weights[index]!;
  }
  for (let index = 0; index < weights.length; index += 1) weights[index] = weights[index]! / sum;
}
