/**
 * Shaping by a potential Φ of the state: the reward gains γ·Φ(next) − Φ(now), with Φ = 0 where the episode has ended. This is the only
 * shaping that leaves every optimal policy optimal (Ng, Harada and Russell 1999); a bonus for a verdict is farmed instead.
 */
export type RewardShaping =
  | { readonly kind: "off" }
  | {
      readonly kind: "potential";
      /** γ of the learner that sees the reward: with another one the policy changes. 0 to 1. */
      readonly discount: number;
    };

export interface Transition {
  readonly reward: number;
  readonly potentialNow: number;
  readonly potentialNext: number;
  /** True only where the world ended. A truncated episode goes on in principle: its next potential counts. */
  readonly terminated: boolean;
}

/** The reward that the learner sees. */
export function shapedReward(
  { reward, potentialNow, potentialNext, terminated }: Transition,
  shaping: RewardShaping,
): number {
  if (shaping.kind === "off") return reward;
  return reward + shaping.discount * (terminated ? 0 : potentialNext) - potentialNow;
}
