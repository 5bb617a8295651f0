import { type Feature, windowShare } from "./feature.ts";

const SHARE = 0.03;

export interface RateFacts {
  /** Of the last step. */
  readonly rate: number;
}

/** How far the logarithm of the rate stands above its mean: of a rate that rises, steps are longer than those that the curvature was met with. */
export const rateLevel: Feature<RateFacts, "rateRise"> = {
  names: ["rateRise"],
  first: { count: 0, mean: 0 },
  next: (state, { rate }) => {
    const { count = 0, mean = 0 } = state;
    // A training that stands still has no rate to compare.
    if (!(rate > 0) || !Number.isFinite(rate)) return { state, features: [0] };
    const away = count === 0 ? 0 : Math.log(rate) - mean;
    const moved = count === 0 ? Math.log(rate) : mean + windowShare(SHARE, count) * away;
    return { state: { count: count + 1, mean: moved }, features: [away] };
  },
};
