import { PlimsollError } from "@plimsoll/foundation";
import { choleskySolved } from "./cholesky.ts";

/** A logistic model: P(event) = 1 / (1 + exp(−(intercept + Σ weights·features))). Plain data: it goes through JSON unchanged. */
export interface LogisticModel {
  readonly intercept: number;
  readonly weights: readonly number[];
}

export interface LogisticSettings {
  /** λ of the penalty ½·λ·Σ weights² on the summed loss, above 0; scikit-learn's 1/C. The intercept is not penalised. */
  readonly penalty: number;
  /** Newton steps at most; 50 is far more than a convex problem of this size asks for. */
  readonly stepsMax: number;
}

export const LOGISTIC_DEFAULTS: LogisticSettings = { penalty: 1, stepsMax: 50 };

/**
 * The model of greatest penalised likelihood, by Newton's method (iteratively reweighted least squares) with halved steps. There
 * is exactly one, and the way to it has no chance in it. Rows are features of one case each, all of one length, finite.
 * Throws `LOGISTIC_REGRESSION` for other rows and where the steps do not suffice.
 */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  events: readonly boolean[],
  { penalty, stepsMax }: LogisticSettings = LOGISTIC_DEFAULTS,
): LogisticModel {
  const problem = problemOf(rows, events, penalty);
  let weights = new Float64Array(problem.width);
  for (let step = 0; step < stepsMax; step += 1) {
    const { gradient, hessian } = derivatives(problem, weights);
    if (gradient.every((slope) => Math.abs(slope) <= GRADIENT_MAX * rows.length)) return modelOf(weights);
    weights = descended(problem, weights, choleskySolved(hessian, gradient));
  }
  throw regressionFault("a fit that settles", `none after ${stepsMax} steps`);
}

/** The chance of the event, strictly between 0 and 1 until rounding; `NaN` of a feature that is not a number. */
export const logisticProbability = ({ intercept, weights }: LogisticModel, features: readonly number[]): number =>
  logistic(weights.reduce((sum, weight, index) => sum + weight * (features[index] ?? Number.NaN), intercept));

const GRADIENT_MAX = 1e-12;
const HALVINGS_MAX = 60;

interface Problem {
  /** Each row led by a 1 for the intercept. */
  readonly rows: readonly Float64Array[];
  readonly events: readonly boolean[];
  readonly penalty: number;
  readonly width: number;
}

function problemOf(rows: readonly (readonly number[])[], events: readonly boolean[], penalty: number): Problem {
  const features = rows[0]?.length ?? 0;
  const whole = rows.length > 0 && rows.length === events.length && penalty > 0;
  if (!whole)
    throw regressionFault(
      "as many rows as outcomes and a penalty above 0",
      `${rows.length}, ${events.length}, ${penalty}`,
    );
  if (!rows.every((row) => row.length === features && row.every(Number.isFinite))) {
    throw regressionFault(`rows of ${features} finite features`, "another");
  }
  return { rows: rows.map((row) => Float64Array.of(1, ...row)), events, penalty, width: features + 1 };
}

function derivatives({ rows, events, penalty, width }: Problem, weights: Float64Array) {
  const gradient = weights.map((weight, index) => (index === 0 ? 0 : penalty * weight));
  const hessian = Array.from({ length: width }, (_, index) => {
    const line = new Float64Array(width);
    if (index > 0) line[index] = penalty;
    return line;
  });
  rows.forEach((row, place) => {
    const chance = logistic(dot(row, weights));
    const miss = chance - (events[place] === true ? 1 : 0);
    row.forEach((left, i) => {
      gradient[i] = (gradient[i] as number) + miss * left;
      addScaled(hessian[i] as Float64Array, row, chance * (1 - chance) * left);
    });
  });
  return { gradient, hessian };
}

/** Newton's step, halved until the loss does not rise: far out the quadratic may be a poor guide. */
function descended(problem: Problem, weights: Float64Array, step: Float64Array): Float64Array<ArrayBuffer> {
  const before = lossOf(problem, weights);
  let scale = 1;
  for (let halving = 0; halving < HALVINGS_MAX; halving += 1, scale /= 2) {
    const next = Float64Array.from(weights, (weight, index) => weight - scale * (step[index] as number));
    // A hair of slack: at the bottom the loss is flat to the last digit.
    if (lossOf(problem, next) <= before * (1 + 1e-14)) return next;
  }
  return Float64Array.from(weights);
}

function lossOf({ rows, events, penalty }: Problem, weights: Float64Array): number {
  const losses = rows.map((row, place) => {
    const score = dot(row, weights);
    return softplus(events[place] === true ? -score : score);
  });
  const squares = weights.reduce((sum, weight, index) => sum + (index === 0 ? 0 : weight * weight), 0);
  return losses.reduce((sum, loss) => sum + loss, (penalty * squares) / 2);
}

const modelOf = (weights: Float64Array): LogisticModel => ({
  intercept: weights[0] as number,
  weights: [...weights.subarray(1)],
});

const logistic = (score: number): number => 1 / (1 + Math.exp(-score));

/** ln(1 + eˣ) without overflow. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

const dot = (left: Float64Array, right: Float64Array): number =>
  left.reduce((sum, value, index) => sum + value * (right[index] as number), 0);

function addScaled(target: Float64Array, row: Float64Array, scale: number): void {
  row.forEach((value, index) => {
    target[index] = (target[index] as number) + scale * value;
  });
}

const regressionFault = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "LOGISTIC_REGRESSION",
    expected,
    received,
    fix: "scale the features to a mean of 0 and a deviation of 1, and keep a penalty of about 1",
  });
