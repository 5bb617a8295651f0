import { type Feature, windowShare } from "./feature.ts";

const [QUICK, SLOW] = [0.3, 0.03];
/** The edge of stability (Cohen et al. 2021): a step beyond it makes the loss greater along itself. */
const EDGE = 1;

export interface StabilityFacts {
  /** Curvature along the last update against what it can bear; `null` where nobody has measured it. */
  readonly stability: number | null;
}

type StabilityName = "stability" | "stabilitySlow" | "stabilityBeyond";

/**
 * Curvature along the update against what the step can bear (arXiv 2506.04805, 2601.16979): asinh of it in a quick and in a slow window, and
 * the share of steps beyond the edge. A step without a measurement changes nothing; before the first one all are `null`.
 */
export const stabilityLevel: Feature<StabilityFacts, StabilityName> = {
  names: ["stability", "stabilitySlow", "stabilityBeyond"],
  first: { count: 0, quick: 0, slow: 0, beyond: 0 },
  next: (state, { stability }) => {
    const { count = 0, quick = 0, slow = 0, beyond = 0 } = state;
    if (stability === null || !Number.isFinite(stability))
      return { state, features: count === 0 ? [null, null, null] : [quick, slow, beyond] };
    const [q, s] = [windowShare(QUICK, count), windowShare(SLOW, count)];
    const value = Math.asinh(stability);
    const next = {
      count: count + 1,
      quick: quick + q * (value - quick),
      slow: slow + s * (value - slow),
      beyond: beyond + s * ((stability > EDGE ? 1 : 0) - beyond),
    };
    return { state: next, features: [next.quick, next.slow, next.beyond] };
  },
};
