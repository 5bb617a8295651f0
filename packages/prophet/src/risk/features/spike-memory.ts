import { type Feature, logarithm, windowShare } from "./feature.ts";
import type { LossFacts } from "./loss-level.ts";

const [MEAN, OFTEN, RARE] = [0.03, 0.05, 0.01];
/** What is left of the highest peak after a step. */
const PEAK_KEPT = 0.97;
/** Twice the usual loss stands out, four times is a spike (`spike.ts`). */
const [STANDS_OUT, SPIKE] = [Math.log(2), Math.log(4)];

/**
 * Spikes come in clusters: how often the loss has lately been twice its usual level, in a window of 40 steps and one of 200; and how high it
 * stood above it at most, forgotten by 3 % a step. Of the peak also its parts below what stands out and above a spike: the risk grows fast with
 * the first, hardly with the second, and a straight line through both fits neither.
 */
export const spikeMemory: Feature<
  LossFacts,
  "spikesOften" | "spikesRare" | "spikePeak" | "spikePeakLow" | "spikePeakHigh"
> = {
  names: ["spikesOften", "spikesRare", "spikePeak", "spikePeakLow", "spikePeakHigh"],
  first: { count: 0, mean: 0, often: 0, rare: 0, peak: 0 },
  next: ({ count = 0, mean = 0, often = 0, rare = 0, peak = 0 }, { loss }) => {
    const value = logarithm(loss);
    const above = count === 0 ? 0 : value - mean;
    const standsOut = above > STANDS_OUT ? 1 : 0;
    const state = {
      count: count + 1,
      mean: mean + windowShare(MEAN, count) * (value - mean),
      often: often + windowShare(OFTEN, count) * (standsOut - often),
      rare: rare + windowShare(RARE, count) * (standsOut - rare),
      peak: Math.max(above, PEAK_KEPT * peak),
    };
    const { peak: now } = state;
    return {
      state,
      features: [state.often, state.rare, now, Math.min(now, STANDS_OUT), Math.max(0, now - SPIKE)],
    };
  },
};
