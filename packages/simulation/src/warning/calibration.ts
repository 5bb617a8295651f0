import { checkedProbabilities, type Forecasts } from "./forecasts.ts";

/** The mean square of probability less outcome (Brier 1950): 0 at best, 0.25 for always saying one half. Throws `FORECASTS`. */
export function brierScore(forecasts: Forecasts): number {
  const { scores, events } = checkedProbabilities(forecasts);
  const squares = scores.map((score, place) => (score - (events[place] === true ? 1 : 0)) ** 2);
  return squares.reduce((sum, square) => sum + square, 0) / scores.length;
}

/** One bin of a reliability diagram: what was said and what came. */
export interface ReliabilityBin {
  /** The bin holds probabilities from here (excluded, but 0 is in the first) … */
  readonly from: number;
  /** … to here (included). */
  readonly to: number;
  readonly count: number;
  /** Both `NaN` of an empty bin. */
  readonly meanForecast: number;
  readonly eventShare: number;
}

/** The forecasts in bins of equal width. Throws `FORECASTS`. */
export function reliabilityBins(forecasts: Forecasts, binCount = 10): readonly ReliabilityBin[] {
  const { scores, events } = checkedProbabilities(forecasts);
  const bins = scores.map((score) => Math.max(0, Math.ceil(score * binCount) - 1));
  return Array.from({ length: binCount }, (_, bin) => {
    const places = [...scores.keys()].filter((place) => bins[place] === bin);
    const share = (worth: (place: number) => number): number =>
      places.reduce((sum, place) => sum + worth(place), 0) / places.length;
    return {
      from: bin / binCount,
      to: (bin + 1) / binCount,
      count: places.length,
      meanForecast: share((place) => scores[place] as number),
      eventShare: share((place) => (events[place] === true ? 1 : 0)),
    };
  });
}

/**
 * The expected calibration error: how far the bins' event shares are from what was said, weighted by their counts (Naeini et
 * al. 2015), 0 to 1. It depends on the bins, and a forecast that always says the base rate has none: read it beside the area.
 * Throws `FORECASTS`.
 */
export function expectedCalibrationError(forecasts: Forecasts, binCount = 10): number {
  const gaps = reliabilityBins(forecasts, binCount)
    .filter(({ count }) => count > 0)
    .map(({ count, meanForecast, eventShare }) => count * Math.abs(meanForecast - eventShare));
  return gaps.reduce((sum, gap) => sum + gap, 0) / forecasts.scores.length;
}
