import { PlimsollError } from "@plimsoll/foundation";
import { residuals, sigmaOfBandwidth } from "./gaussian-smoothing.ts";
import { trendTau } from "./kendall-tau.ts";
import { rolling, windowLag1, windowVariance } from "./rolling-indicators.ts";

/** How a stretch of samples is read for signs that recovery slows down (Scheffer et al. 2009). */
export interface EarlyWarningSettings {
  /** How many samples a judgement looks at, 8 or more: the memory of a monitor. */
  readonly samples: number;
  /** How many of them one value of an indicator is computed from, 4 to `samples` − 3. */
  readonly window: number;
  /** The bandwidth of the trend that is taken away, in samples, above 0; as a number of samples in ewstools. */
  readonly bandwidth: number;
  /** What has to rise: lag-1 autocorrelation is much the better sign under multiplicative noise. */
  readonly indicator: "lag1" | "variance" | "both" | "either";
  /** Alarm where the indicator's τ is at least this, −1 to 1; 0.5 is usual, and gives false alarms of its own. */
  readonly tauAlarm: number;
}

/** ewstools' usual proportions for a stretch of so many samples: window 35 %, bandwidth 20 %. */
export const usualEarlyWarning = (samples: number): EarlyWarningSettings => ({
  samples,
  window: Math.floor(0.35 * samples),
  bandwidth: 0.2 * samples,
  indicator: "lag1",
  tauAlarm: 0.5,
});

/** What the samples show. Every figure is null where `alarm` is `unknown`. */
export interface EarlyWarning {
  /** The sample variance of the last window's residuals, in squared units of the sample. */
  readonly variance: number | null;
  /** Their lag-1 autocorrelation, −1 to 1. */
  readonly lag1: number | null;
  /** Kendall's τ of either over the stretch, −1 to 1. */
  readonly tauVariance: number | null;
  readonly tauLag1: number | null;
  /** `unknown` where samples are too few, not finite or do not vary: never `calm` for want of data. */
  readonly alarm: "alarm" | "calm" | "unknown";
}

export const UNKNOWN_WARNING: EarlyWarning = {
  variance: null,
  lag1: null,
  tauVariance: null,
  tauLag1: null,
  alarm: "unknown",
};

/** Judges the last `settings.samples` of a series. Throws `EARLY_WARNING_SETTINGS`. */
export function earlyWarning(series: ArrayLike<number>, settings: EarlyWarningSettings): EarlyWarning {
  const { samples, window, bandwidth } = checkedSettings(settings);
  if (series.length < samples) return UNKNOWN_WARNING;
  const stretch = Float64Array.from(
    { length: samples },
    (_, place) => series[series.length - samples + place] as number,
  );
  if (!stretch.every(Number.isFinite)) return UNKNOWN_WARNING;
  const rest = residuals(stretch, sigmaOfBandwidth(bandwidth));
  return judged(rolling(rest, window, windowVariance), rolling(rest, window, windowLag1), settings);
}

function judged(variances: Float64Array, lag1s: Float64Array, settings: EarlyWarningSettings): EarlyWarning {
  if (!variances.every(Number.isFinite) || !lag1s.every(Number.isFinite)) return UNKNOWN_WARNING;
  const [tauVariance, tauLag1] = [trendTau(variances).tau, trendTau(lag1s).tau];
  if (Number.isNaN(tauVariance) || Number.isNaN(tauLag1)) return UNKNOWN_WARNING;
  return {
    variance: variances.at(-1) as number,
    lag1: lag1s.at(-1) as number,
    tauVariance,
    tauLag1,
    alarm: rises(tauVariance, tauLag1, settings) ? "alarm" : "calm",
  };
}

function rises(tauVariance: number, tauLag1: number, { indicator, tauAlarm }: EarlyWarningSettings): boolean {
  const [variance, lag1] = [tauVariance >= tauAlarm, tauLag1 >= tauAlarm];
  if (indicator === "lag1") return lag1;
  if (indicator === "variance") return variance;
  return indicator === "both" ? variance && lag1 : variance || lag1;
}

export function checkedSettings(settings: EarlyWarningSettings): EarlyWarningSettings {
  const { samples, window, bandwidth, tauAlarm } = settings;
  const whole = Number.isInteger(samples) && Number.isInteger(window);
  if (
    whole &&
    samples >= 8 &&
    samples <= SAMPLES_MAX &&
    window >= 4 &&
    window <= samples - 3 &&
    bandwidth > 0 &&
    bandwidth <= samples &&
    Math.abs(tauAlarm) <= 1
  ) {
    return settings;
  }
  throw new PlimsollError({
    code: "EARLY_WARNING_SETTINGS",
    expected: `8 to ${SAMPLES_MAX} samples, a window of 4 to samples − 3, a bandwidth in (0, samples], tauAlarm in [−1, 1]`,
    received: `samples ${samples}, window ${window}, bandwidth ${bandwidth}, tauAlarm ${tauAlarm}`,
    fix: "start from usualEarlyWarning(samples)",
  });
}

/** A judgement costs samples × window and samples × bandwidth: beyond this it would hold up a loop. */
const SAMPLES_MAX = 100_000;
