/** Logistic regression by Newton's method on many rows, and isotonic calibration: enough to make a `RiskModel`, and nothing with chance in it. */
import { bounded, type Calibration, type Logistic, logisticScore } from "../src/risk/model/risk-model.ts";

/** Moments that a model is fitted on or judged by. */
export interface Samples {
  /** count × width, NaN where a feature is not known. */
  readonly features: Float32Array;
  readonly width: number;
  /** Whether a spike came within the lead. */
  readonly events: Uint8Array;
}

const PENALTY = 10;
const STEPS_MAX = 25;

/** The logistic model of greatest penalised likelihood on standardised, bounded features. */
export function fittedLogistic(samples: Samples): Logistic {
  const { width, events } = samples;
  const { means, deviations } = moments(samples);
  const rows = standardised(samples, means, deviations);
  let weights = new Float64Array(width + 1);
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const change = solved(...derivatives(rows, events, weights));
    weights = weights.map((weight, i) => weight - (change[i] ?? Number.NaN));
    if (change.every((value) => Math.abs(value) < 1e-9)) break;
  }
  return { means, deviations, intercept: weights[width] ?? 0, weights: [...weights.subarray(0, width)] };
}

function moments({ features, width }: Samples): { readonly means: number[]; readonly deviations: number[] } {
  const [counts, sums, squares] = [new Float64Array(width), new Float64Array(width), new Float64Array(width)];
  for (const [at, value] of features.entries()) {
    if (Number.isNaN(value)) continue;
    const i = at % width;
    counts[i] = (counts[i] ?? 0) + 1;
    sums[i] = (sums[i] ?? 0) + value;
    squares[i] = (squares[i] ?? 0) + value * value;
  }
  const means = [...sums].map((sum, i) => sum / Math.max(1, counts[i] ?? 0));
  const deviations = [...squares].map((square, i) =>
    Math.sqrt(Math.max(1e-12, square / Math.max(1, counts[i] ?? 0) - (means[i] ?? 0) ** 2)),
  );
  return { means, deviations };
}

/** Each row with a 1 at its end for the intercept. */
function standardised({ features, width, events }: Samples, means: number[], deviations: number[]): Float32Array {
  const rows = new Float32Array(events.length * (width + 1));
  for (let row = 0; row < events.length; row += 1) {
    for (let i = 0; i < width; i += 1) {
      const value = features[row * width + i] ?? Number.NaN;
      rows[row * (width + 1) + i] = Number.isNaN(value) ? 0 : bounded((value - (means[i] ?? 0)) / (deviations[i] ?? 1));
    }
    rows[row * (width + 1) + width] = 1;
  }
  return rows;
}

type Matrix = readonly Float64Array[];

function derivatives(rows: Float32Array, events: Uint8Array, weights: Float64Array): [Matrix, Float64Array] {
  const size = weights.length;
  const hessian = Array.from({ length: size }, () => new Float64Array(size));
  const gradient = weights.map((weight, i) => (i === size - 1 ? 0 : PENALTY * weight));
  for (let i = 0; i < size - 1; i += 1) (hessian[i] as Float64Array)[i] = PENALTY;
  for (let row = 0; row < events.length; row += 1) {
    const first = row * size;
    let score = 0;
    for (let i = 0; i < size; i += 1) score += (weights[i] as number) * (rows[first + i] as number);
    const chance = 1 / (1 + Math.exp(-score));
    const [miss, curvature] = [chance - (events[row] as number), chance * (1 - chance)];
    for (let i = 0; i < size; i += 1) {
      const value = rows[first + i] as number;
      gradient[i] = (gradient[i] as number) + miss * value;
      const line = hessian[i] as Float64Array;
      const scaled = curvature * value;
      for (let j = 0; j <= i; j += 1) line[j] = (line[j] as number) + scaled * (rows[first + j] as number);
    }
  }
  return [hessian, gradient];
}

/** x of H · x = g, H given by its lower half (Cholesky). */
function solved(hessian: Matrix, right: Float64Array): Float64Array {
  const size = right.length;
  const lower = hessian.map((line) => Float64Array.from(line));
  const at = (i: number, j: number): number => lower[i]?.[j] as number;
  for (let i = 0; i < size; i += 1)
    for (let j = 0; j <= i; j += 1) {
      let rest = at(i, j);
      for (let k = 0; k < j; k += 1) rest -= at(i, k) * at(j, k);
      (lower[i] as Float64Array)[j] = i === j ? Math.sqrt(rest) : rest / at(j, j);
    }
  const x = Float64Array.from(right);
  for (let i = 0; i < size; i += 1) {
    for (let k = 0; k < i; k += 1) x[i] = (x[i] as number) - at(i, k) * (x[k] as number);
    x[i] = (x[i] as number) / at(i, i);
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < size; k += 1) x[i] = (x[i] as number) - at(k, i) * (x[k] as number);
    x[i] = (x[i] as number) / at(i, i);
  }
  return x;
}

/** The score of each sample. */
export function scoresOf(logistic: Logistic, { features, width, events }: Samples): Float64Array {
  return Float64Array.from(events, (_, row) =>
    logisticScore(
      logistic,
      Array.from(features.subarray(row * width, (row + 1) * width), (value) => (Number.isNaN(value) ? null : value)),
    ),
  );
}

/** Groups of equal size that the knots are means of: fewer make a coarse curve, more a shaky one. */
const GROUPS = 24;
/** Chances are kept off 0 and 1 by so many samples' worth. */
const DOUBT = 1;

/** Knots of a rising curve from score to chance: event shares of groups of neighbours, pooled where they fall (Ayer et al. 1955; Zadrozny and Elkan 2002). */
export function isotonic(scores: Float64Array, events: Uint8Array): Calibration {
  const order = [...scores.keys()].sort((a, b) => (scores[a] as number) - (scores[b] as number));
  let pools: Pool[] = [];
  for (let group = 0; group < GROUPS; group += 1) {
    const members = order.slice((group * order.length) / GROUPS, ((group + 1) * order.length) / GROUPS);
    pools.push({
      count: members.length,
      score: members.reduce((sum, at) => sum + (scores[at] as number), 0),
      events: members.reduce((sum, at) => sum + (events[at] as number), 0),
    });
    while (pools.length > 1 && !rises(pools)) pools = [...pools.slice(0, -2), pooled(pools)];
  }
  return {
    scores: pools.map(({ score, count }) => score / count),
    chances: pools.map((pool) => (pool.events + DOUBT * 0.5) / (pool.count + DOUBT)),
  };
}

interface Pool {
  readonly count: number;
  readonly score: number;
  readonly events: number;
}

/** Whether the last pool is above the one before it, in score and in share. */
function rises(pools: readonly Pool[]): boolean {
  const [a, b] = pools.slice(-2) as [Pool, Pool];
  return b.score / b.count > a.score / a.count && b.events / b.count > a.events / a.count;
}

function pooled(pools: readonly Pool[]): Pool {
  const [a, b] = pools.slice(-2) as [Pool, Pool];
  return { count: a.count + b.count, score: a.score + b.score, events: a.events + b.events };
}
