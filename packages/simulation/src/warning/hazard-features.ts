import { checkedSettings, type EarlyWarningSettings } from "./early-warning.ts";
import { residuals, sigmaOfBandwidth } from "./gaussian-smoothing.ts";
import { trendTau } from "./kendall-tau.ts";
import { rolling, windowLag1, windowVariance } from "./rolling-indicators.ts";
import { meanOf } from "../numbers/mean.ts";

/** What a hazard model of ours reads from a stretch, in this order. */
export const HAZARD_FEATURES = [
  "level",
  "change",
  "logVariance",
  "lag1",
  "tauLevel",
  "tauVariance",
  "tauLag1",
  "lag1Change",
  "logVarianceChange",
] as const;

/**
 * The features of the last `settings.samples` of a series, or null where they are too few, not finite or do not vary. Classical
 * early warning asks only whether an indicator rises; where it stands, where the level stands and how fast either moves say more.
 * Throws `EARLY_WARNING_SETTINGS`.
 */
export function hazardFeatures(series: ArrayLike<number>, settings: EarlyWarningSettings): readonly number[] | null {
  const { samples, window, bandwidth } = checkedSettings(settings);
  if (series.length < samples) return null;
  const stretch = Float64Array.from({ length: samples }, (_, i) => series[series.length - samples + i] as number);
  if (!stretch.every(Number.isFinite)) return null;
  const rest = residuals(stretch, sigmaOfBandwidth(bandwidth));
  const logVariances = rolling(rest, window, windowVariance).map(Math.log);
  const lag1s = rolling(rest, window, windowLag1);
  const [first, last] = [meanOf(stretch, 0, window), meanOf(stretch, samples - window)];
  const features = [
    last,
    last - first,
    logVariances.at(-1) as number,
    lag1s.at(-1) as number,
    trendTau(stretch).tau,
    trendTau(logVariances).tau,
    trendTau(lag1s).tau,
    changeOf(lag1s),
    changeOf(logVariances),
  ];
  return features.every(Number.isFinite) ? features : null;
}

const changeOf = (values: Float64Array): number => (values.at(-1) as number) - (values[0] as number);
