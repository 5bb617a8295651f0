import { type Feature, type Numbers, windowShare } from "./feature.ts";

/** ZClip's constants (arXiv 2504.02507): share of the new in the moving mean and variance, and the score above which a norm is drawn in. */
const SHARE = 0.03;
const SCORE_MAX = 2.5;
/** Scores mean nothing of fewer norms. */
const NORMS_MIN = 8;

export interface GradientFacts {
  readonly gradientNorm: number;
}

/**
 * How far the gradient's norm stands out of those before it, in their standard deviations: ZClip's signal. As there, a norm that stands out
 * enters the mean as if it had been clipped, so that one spike does not hide the next. The feature is asinh of the score, for its tails.
 */
export const gradientZScore: Feature<GradientFacts, "gradientZ"> = {
  names: ["gradientZ"],
  first: { count: 0, mean: 0, variance: 0 },
  next: (state, { gradientNorm }) => {
    const score = scoreOf(state, gradientNorm);
    return { state: moved(state, clipped(state, gradientNorm, score)), features: [Math.asinh(score)] };
  },
};

function scoreOf({ count = 0, mean = 0, variance = 0 }: Numbers, norm: number): number {
  return count < NORMS_MIN ? 0 : (norm - mean) / (Math.sqrt(variance) + 1e-12);
}

/** ZClip's reciprocal form: the further out, the nearer to the mean. */
function clipped({ mean = 0, variance = 0 }: Numbers, norm: number, score: number): number {
  return score > SCORE_MAX ? mean + (SCORE_MAX * SCORE_MAX * Math.sqrt(variance)) / score : norm;
}

function moved({ count = 0, mean = 0, variance = 0 }: Numbers, norm: number): Numbers {
  const share = windowShare(SHARE, count);
  const away = norm - mean;
  return { count: count + 1, mean: mean + share * away, variance: (1 - share) * (variance + share * away * away) };
}
