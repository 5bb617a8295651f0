import type { WarningMonitor } from "./warning-monitor.ts";

/** How a cumulative sum is read. In standard deviations of the samples that it learnt from. */
export interface CumulativeSumSettings {
  /** Samples that say what is usual. */
  readonly baseline: number;
  /** A drift that is let pass. */
  readonly slack: number;
  /** Warn where so much has come together. */
  readonly alarm: number;
}

/** A day and a half of hours to learn from, Page's usual slack, and an alarm set on eleven seeds that no published figure is from. */
export const USUAL_CUMULATIVE_SUM: CumulativeSumSettings = { baseline: 36, slack: 0.5, alarm: 16 };

/**
 * A one-sided cumulative sum (Page 1954): notices that a metric has left its usual level for higher ones, however slowly. It watches the
 * level, where early-warning signals watch how fluctuations are forgotten; a metric that did not vary while it learnt stays `unknown`.
 */
export function cumulativeSumMonitor({ baseline, slack, alarm }: CumulativeSumSettings): WarningMonitor {
  const learnt: number[] = [];
  let sum = 0;
  return {
    feed: (sample) => {
      if (!Number.isFinite(sample)) return { state: "unknown" };
      if (learnt.length < baseline) {
        learnt.push(sample);
        return { state: "unknown" };
      }
      const { mean, deviation } = momentsOf(learnt);
      if (deviation === 0) return { state: "unknown" };
      sum = Math.max(0, sum + (sample - mean) / deviation - slack);
      return { state: sum >= alarm ? "warning" : "calm" };
    },
  };
}

function momentsOf(samples: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = samples.reduce((sum, each) => sum + each, 0) / samples.length;
  const squares = samples.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (samples.length - 1)) };
}
