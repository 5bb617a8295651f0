import type { RateRule } from "../rate-rule.ts";

export interface KlAdaptiveSettings {
  readonly rate: number;
  /** Kullback and Leibler's divergence of the policy from the one before that an update should have, in nats. */
  readonly target: number;
  readonly rateMin: number;
  readonly rateMax: number;
}

/** How far from the target is borne, and how far the rate goes then (rsl_rl, skrl). */
const [APART, FACTOR] = [2, 1.5];

/** Lowers the rate where an update moved the policy more than twice the target, raises it below half of it; where there is no policy it stays. */
export function klAdaptiveRule({ rate, target, rateMin, rateMax }: KlAdaptiveSettings): RateRule {
  const next = (before: number, kl: number): number => {
    if (kl > APART * target) return Math.max(rateMin, before / FACTOR);
    return kl < target / APART && kl > 0 ? Math.min(rateMax, before * FACTOR) : before;
  };
  return {
    first: { rate: Math.min(rateMax, Math.max(rateMin, rate)), mode: "cruise", memory: {} },
    next: (state, { kl }) => ({ ...state, rate: next(state.rate, kl ?? target) }),
    afterRewind: (state) => state,
  };
}
