import { PlimsollError } from "@plimsoll/foundation";
import { type Key, partKey, wordAt } from "../random/counter.ts";
import { normalCumulative, normalQuantile } from "./normal-distribution.ts";
import { estimateOf, type ResampledStatistic } from "./resampled-statistic.ts";
import { clip } from "../numbers/clip.ts";

/**
 * Stratified bootstrap intervals: runs are drawn with replacement within their stratum (Efron 1979; Agarwal et al. 2021).
 *
 * `percentile` is what rliable prints. `bca` corrects it for bias and skewness (Efron 1987), which a small or lopsided sample
 * needs. Neither knows more than the runs: with ten of them a 95 % interval covers nearer 90 %.
 */
export interface BootstrapSettings {
  /** Resample b draws from the part key b of it, so a result depends on nothing but key, runs and number of resamples. */
  readonly key: Key;
  /** 100 to 1 000 000. */
  readonly resamples: number;
  /** The share of such intervals that should hold the true value, in (0, 1). */
  readonly level: number;
  readonly method: "percentile" | "bca";
}

/** As `evaluate` uses it. */
export const BOOTSTRAP_DEFAULTS = { resamples: 10_000, level: 0.95, method: "percentile" } as const;

/** A figure and what it could be. `low ≤ high`; the estimate nearly always lies between. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/** The statistic of the sample, with its interval. Throws `BOOTSTRAP_SETTINGS`. */
export function bootstrapInterval(statistic: ResampledStatistic, settings: BootstrapSettings): Interval {
  const resampled = bootstrapDistribution(statistic, settings).sort();
  const estimate = estimateOf(statistic);
  const tail = (1 - settings.level) / 2;
  const [lowShare, highShare] =
    settings.method === "percentile" ? [tail, 1 - tail] : correctedShares(statistic, resampled, estimate, tail);
  return {
    estimate,
    low: quantileOfSorted(resampled, lowShare),
    high: quantileOfSorted(resampled, highShare),
    level: settings.level,
  };
}

/** The statistic of each resample, in their order. Throws `BOOTSTRAP_SETTINGS`. */
export function bootstrapDistribution(statistic: ResampledStatistic, settings: BootstrapSettings): Float64Array {
  const values = new Float64Array(settings.resamples);
  forEachResample(statistic.strata, settings, (counts, resample) => {
    values[resample] = statistic.of(counts);
  });
  return values;
}

/** Shows every resample as counts. They are one array, overwritten each time. Throws `BOOTSTRAP_SETTINGS`. */
export function forEachResample(
  strata: readonly number[],
  settings: BootstrapSettings,
  visit: (counts: Uint32Array, resample: number) => void,
): void {
  checkSettings(settings);
  const counts = new Uint32Array(strata.reduce((sum, runs) => sum + runs, 0));
  for (let resample = 0; resample < settings.resamples; resample += 1) {
    draw(strata, partKey(settings.key, resample), counts);
    visit(counts, resample);
  }
}

function draw(strata: readonly number[], key: Key, counts: Uint32Array): void {
  counts.fill(0);
  let first = 0;
  for (const runs of strata) {
    for (let place = first; place < first + runs; place += 1) {
      const taken = first + Math.floor((wordAt(key, place) / 2 ** 32) * runs);
      counts[taken] = (counts[taken] as number) + 1;
    }
    first += runs;
  }
}

/** The value that a share of a sorted sample stays at or below, interpolated (Hyndman and Fan 1996, type 7; NumPy's default). */
export function quantileOfSorted(sorted: Float64Array, share: number): number {
  const place = clip(share) * (sorted.length - 1);
  const below = Math.floor(place);
  const [from, to] = [sorted[below] as number, sorted[Math.min(below + 1, sorted.length - 1)] as number];
  return from + (to - from) * (place - below);
}

/** Where BCa reads the sorted resamples instead of at `tail` and `1 − tail`. */
function correctedShares(
  statistic: ResampledStatistic,
  sorted: Float64Array,
  estimate: number,
  tail: number,
): readonly [number, number] {
  const bias = normalQuantile(shareBelow(sorted, estimate));
  const acceleration = accelerationOf(statistic);
  const corrected = (z: number): number => normalCumulative(bias + (bias + z) / (1 - acceleration * (bias + z)));
  return [corrected(normalQuantile(tail)), corrected(normalQuantile(1 - tail))];
}

/** Ties count one half; kept off 0 and 1 by half a resample, where the correction would be infinite. */
function shareBelow(sorted: Float64Array, estimate: number): number {
  let [below, equal] = [0, 0];
  for (const value of sorted) {
    if (value < estimate) below += 1;
    else if (value === estimate) equal += 1;
  }
  const half = 0.5 / sorted.length;
  return clip((below + equal / 2) / sorted.length, half, 1 - half);
}

/** From leaving out one run after another, for several strata (Efron and Tibshirani 1993, 22.36; SciPy's form). */
function accelerationOf({ strata, of }: ResampledStatistic): number {
  const counts = new Uint32Array(strata.reduce((sum, runs) => sum + runs, 0)).fill(1);
  let [first, cubes, squares] = [0, 0, 0];
  for (const runs of strata) {
    const left = leavingOneOut(of, counts, first, runs);
    const centre = left.reduce((sum, value) => sum + value, 0) / runs;
    cubes += left.reduce((sum, value) => sum + (((runs - 1) * (centre - value)) / runs) ** 3, 0);
    squares += left.reduce((sum, value) => sum + (((runs - 1) * (centre - value)) / runs) ** 2, 0);
    first += runs;
  }
  return squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
}

function leavingOneOut(
  of: ResampledStatistic["of"],
  counts: Uint32Array,
  first: number,
  runs: number,
): readonly number[] {
  // A stratum of one run cannot lose it.
  if (runs === 1) return [0];
  return Array.from({ length: runs }, (_, run) => {
    counts[first + run] = 0;
    const value = of(counts);
    counts[first + run] = 1;
    return value;
  });
}

function checkSettings({ resamples, level }: BootstrapSettings): void {
  if (Number.isInteger(resamples) && resamples >= 100 && resamples <= 1_000_000 && level > 0 && level < 1) return;
  throw new PlimsollError({
    code: "BOOTSTRAP_SETTINGS",
    expected: "100 to 1 000 000 resamples and a level between 0 and 1",
    received: `${resamples} resamples, level ${level}`,
    fix: "10 000 resamples and a level of 0.95 are the usual choice",
  });
}
