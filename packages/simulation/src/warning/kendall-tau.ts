import { normalTwoSided } from "../evaluate/normal-distribution.ts";

/** How closely one series rises with another, by ranks alone. */
export interface KendallTau {
  /** τ-b, −1 to 1; `NaN` of fewer than two pairs or where either series does not vary. */
  readonly tau: number;
  /**
   * Two-sided, by the normal approximation with ties (Kendall 1970); `NaN` with τ. It holds for independent samples. Indicators of
   * overlapping windows are not: there the p-value is far too small, and only a comparison with nulls says anything.
   */
  readonly pValue: number;
}

/** τ-b of two series of equal length, in O(n log n) (Knight 1966). NaNs MUST NOT be among them. */
export function kendallTau(x: ArrayLike<number>, y: ArrayLike<number>): KendallTau {
  const order = Uint32Array.from({ length: x.length }, (_, place) => place).sort(
    (a, b) => (x[a] as number) - (x[b] as number) || (y[a] as number) - (y[b] as number),
  );
  const ys = Float64Array.from(order, (place) => y[place] as number);
  const xRuns = runLengths(order.length, (a, b) => x[order[a] as number] === x[order[b] as number]);
  const bothRuns = runLengths(
    order.length,
    (a, b) => x[order[a] as number] === x[order[b] as number] && ys[a] === ys[b],
  );
  const discordant = countingSort(ys);
  const yRuns = runLengths(ys.length, (a, b) => ys[a] === ys[b]);
  return tauOf({ count: ys.length, discordant, xRuns, yRuns, bothTied: pairsIn(bothRuns) });
}

/** τ of a series against its own order: 1 where it only ever rises, −1 where it only ever falls. */
export const trendTau = (series: ArrayLike<number>): KendallTau =>
  kendallTau(
    Float64Array.from({ length: series.length }, (_, place) => place),
    series,
  );

interface PairCounts {
  readonly count: number;
  readonly discordant: number;
  /** How many samples share each value. */
  readonly xRuns: readonly number[];
  readonly yRuns: readonly number[];
  readonly bothTied: number;
}

function tauOf({ count, discordant, xRuns, yRuns, bothTied }: PairCounts): KendallTau {
  const [pairs, xTied, yTied] = [(count * (count - 1)) / 2, pairsIn(xRuns), pairsIn(yRuns)];
  if (xTied === pairs || yTied === pairs) return { tau: Number.NaN, pValue: Number.NaN };
  const excess = pairs - xTied - yTied + bothTied - 2 * discordant;
  // One root of the product: of two roots the last digit is off, and a perfect trend would exceed 1.
  const tau = excess / Math.sqrt((pairs - xTied) * (pairs - yTied));
  return { tau, pValue: normalTwoSided(excess / Math.sqrt(varianceOf(count, xRuns, yRuns))) };
}

/** The variance of concordant less discordant pairs if x and y have nothing to do with each other. */
function varianceOf(count: number, xRuns: readonly number[], yRuns: readonly number[]): number {
  const [pairs, xTied, yTied] = [count * (count - 1), 2 * pairsIn(xRuns), 2 * pairsIn(yRuns)];
  const [xTriples, yTriples] = [triplesIn(xRuns), triplesIn(yRuns)];
  const plain = (pairs * (2 * count + 5) - weighted(xRuns) - weighted(yRuns)) / 18;
  const triples = count > 2 ? (xTriples * yTriples) / (9 * pairs * (count - 2)) : 0;
  return plain + (xTied * yTied) / (2 * pairs) + triples;
}

const pairsIn = (runs: readonly number[]): number => runs.reduce((sum, run) => sum + (run * (run - 1)) / 2, 0);
const triplesIn = (runs: readonly number[]): number => runs.reduce((sum, run) => sum + run * (run - 1) * (run - 2), 0);
const weighted = (runs: readonly number[]): number =>
  runs.reduce((sum, run) => sum + run * (run - 1) * (2 * run + 5), 0);

/** The lengths of stretches of equal neighbours. */
function runLengths(count: number, equal: (a: number, b: number) => boolean): readonly number[] {
  const runs: number[] = [];
  for (let place = 0, start = 0; place < count; place += 1) {
    if (place + 1 < count && equal(place, place + 1)) continue;
    runs.push(place + 1 - start);
    start = place + 1;
  }
  return runs;
}

/** Sorts by merging and counts the pairs that stood the wrong way round; equal ones did not. */
function countingSort(values: Float64Array): number {
  let swaps = 0;
  let [source, target] = [Float64Array.from(values), new Float64Array(values.length)];
  for (let width = 1; width < values.length; width *= 2) {
    for (let from = 0; from < values.length; from += 2 * width) swaps += merge(source, target, from, width);
    [source, target] = [target, source];
  }
  values.set(source);
  return swaps;
}

function merge(source: Float64Array, target: Float64Array, from: number, width: number): number {
  const [middle, end] = [Math.min(from + width, source.length), Math.min(from + 2 * width, source.length)];
  let [left, right, swaps] = [from, middle, 0];
  for (let place = from; place < end; place += 1) {
    const takesRight = right < end && (left >= middle || (source[right] as number) < (source[left] as number));
    if (takesRight) swaps += middle - left;
    target[place] = source[takesRight ? right++ : left++] as number;
  }
  return swaps;
}
