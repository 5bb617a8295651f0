import { meanOf } from "../numbers/mean.ts";

/**
 * Indicators over a rolling window. Every window is computed afresh: sums carried from window to window gather rounding errors,
 * and near a constant series those look like a signal. Place i of a result is the window that ends at sample i + window − 1.
 */
export type Indicator = (series: ArrayLike<number>, from: number, window: number) => number;

/** The indicator of each full window of `window` samples; empty where the series is shorter. */
export const rolling = (series: ArrayLike<number>, window: number, indicator: Indicator): Float64Array =>
  Float64Array.from({ length: Math.max(0, series.length - window + 1) }, (_, from) => indicator(series, from, window));

/** The sample variance of a window (divided by n − 1), as pandas and ewstools compute it. `NaN` of fewer than two samples. */
export const windowVariance: Indicator = (series, from, window) => {
  const mean = meanOf(series, from, window);
  let squares = 0;
  for (let place = from; place < from + window; place += 1) squares += ((series[place] as number) - mean) ** 2;
  return squares / (window - 1);
};

/**
 * Pearson's correlation of each sample of a window with the next, each side about its own mean, as pandas' `autocorr`
 * and ewstools compute it. `NaN` where either side does not vary: a sensor that is stuck has no autocorrelation.
 */
export const windowLag1: Indicator = (series, from, window) => {
  const pairs = window - 1;
  const early = meanOf(series, from, pairs);
  const late = meanOf(series, from + 1, pairs);
  let earlySquares = 0;
  let lateSquares = 0;
  let products = 0;
  for (let place = from; place < from + pairs; place += 1) {
    const x = (series[place] as number) - early;
    const y = (series[place + 1] as number) - late;
    earlySquares += x * x;
    lateSquares += y * y;
    products += x * y;
  }
  const size = Math.sqrt(earlySquares * lateSquares);
  return size > 0 ? products / size : Number.NaN;
};
