/** What a signal says of a step. `unknown` says nothing: nobody raises the rate on it, and nobody lowers it. */
export const READINGS = ["calm", "unclear", "unknown", "brake", "doubt"] as const;
export type Reading = (typeof READINGS)[number];

export interface Band {
  readonly brakeAbove: number;
  readonly calmShare: number;
}

/** A signal as it is smoothed: an exponential mean over the steps that had one, and how much of it is not yet the first value (0 is none). */
export interface Smoothed {
  readonly mean: number;
  readonly weight: number;
}

export const NOTHING_SEEN: Smoothed = { mean: 0, weight: 0 };

/** A measured value may be wild where the slope is nearly 0: one step is not to count for a hundred. */
const TIMES_BRAKE_MAX = 3;

/** The mean after one more value; it stays where there is none, or none that is a number. */
export function smoothed(past: Smoothed, value: number | null, { brakeAbove }: Band, smoothing: number): Smoothed {
  if (value === null || !Number.isFinite(value)) return past;
  const bounded = Math.min(TIMES_BRAKE_MAX * brakeAbove, Math.max(0, value));
  const weight = smoothing * past.weight + (1 - smoothing);
  return { mean: past.mean + ((1 - smoothing) / weight) * (bounded - past.mean), weight };
}

/** A value that is no number is a doubt, and brakes; no value is no ground for anything. */
export function reading({ mean, weight }: Smoothed, value: number | null, { brakeAbove, calmShare }: Band): Reading {
  if (value !== null && !Number.isFinite(value)) return "doubt";
  if (weight > 0 && mean > brakeAbove) return "brake";
  if (value === null) return "unknown";
  return mean < brakeAbove * calmShare ? "calm" : "unclear";
}

/** The gravest of several. */
export const gravest = (readings: readonly Reading[]): Reading =>
  READINGS.findLast((each) => readings.includes(each)) ?? "unknown";
