import { PlimsollError } from "@plimsoll/foundation";
import {
  checkedSettings,
  earlyWarning,
  type EarlyWarning,
  type EarlyWarningSettings,
  UNKNOWN_WARNING,
} from "./early-warning.ts";

/** Watches one metric, sample by sample. It keeps the last `settings.samples` of them and nothing else. */
export interface EarlyWarningMonitor {
  /**
   * Takes the next sample and judges. A missing or broken sample MUST be fed as `NaN`, not left out: then the answer is `unknown`
   * until it is out of sight. Between judgements, every `stride` samples, the last one stands.
   */
  readonly feed: (sample: number) => EarlyWarning;
}

/**
 * A monitor that judges at every `stride`-th sample, a whole number from 1, so that its cost per sample is what the caller can afford.
 * A trend that is looked at often gives a false alarm sooner or later: the rate per look is not the rate per run.
 * Throws `EARLY_WARNING_SETTINGS`, also for another stride.
 */
export function earlyWarningMonitor(settings: EarlyWarningSettings, stride = 1): EarlyWarningMonitor {
  const { samples } = checkedSettings(settings);
  checkStride(stride);
  const ring = new Float64Array(samples);
  let fed = 0;
  let last = UNKNOWN_WARNING;
  return {
    feed: (sample) => {
      ring[fed % samples] = sample;
      fed += 1;
      // A broken sample must not hide behind an older judgement until the next one is due.
      if (!Number.isFinite(sample)) last = UNKNOWN_WARNING;
      else if (fed >= samples && (fed - samples) % stride === 0)
        last = earlyWarning(unrolled(ring, fed % samples), settings);
      return last;
    },
  };
}

function checkStride(stride: number): void {
  if (Number.isSafeInteger(stride) && stride >= 1) return;
  throw new PlimsollError({
    code: "EARLY_WARNING_SETTINGS",
    expected: "a stride of 1 or more samples, a whole number",
    received: String(stride),
    fix: "leave it out to judge at every sample",
  });
}

function unrolled(ring: Float64Array, oldest: number): Float64Array {
  const series = new Float64Array(ring.length);
  series.set(ring.subarray(oldest));
  series.set(ring.subarray(0, oldest), ring.length - oldest);
  return series;
}
