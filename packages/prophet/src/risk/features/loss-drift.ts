import { type Feature, logarithm, windowShare } from "./feature.ts";
import type { LossFacts } from "./loss-level.ts";

const SHARE = 0.03;
/** Rises of less than this many deviations are noise; sums beyond the cap say no more. */
const TOLERANCE = 0.25;
const [SCORE_MAX, SUM_MAX] = [3, 50];
const VALUES_MIN = 8;

/**
 * Page's cumulative sum (Page 1954; Page–Hinkley with a moving mean) of how far the loss's logarithm stands above its mean, in deviations: a
 * drift detector that is asked how much it has gathered instead of whether it would raise an alarm.
 */
export const lossDrift: Feature<LossFacts, "lossDrift"> = {
  names: ["lossDrift"],
  first: { count: 0, mean: 0, variance: 0, sum: 0 },
  next: ({ count = 0, mean = 0, variance = 0, sum = 0 }, { loss }) => {
    const away = logarithm(loss) - mean;
    const score = count < VALUES_MIN ? 0 : away / (Math.sqrt(variance) + 1e-6);
    const bounded = Math.min(SCORE_MAX, Math.max(-SCORE_MAX, score));
    const gathered = Math.min(SUM_MAX, Math.max(0, sum + bounded - TOLERANCE));
    const share = windowShare(SHARE, count);
    const state = {
      count: count + 1,
      mean: mean + share * away,
      variance: (1 - share) * (variance + share * away * away),
      sum: count < VALUES_MIN ? 0 : gathered,
    };
    return { state, features: [Math.log1p(state.sum)] };
  },
};
