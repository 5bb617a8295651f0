/** The numbers of the learner. Where they come from, and which others were tried: `spec/demo-learner.md`. */

import type { InterventionMix } from "./intervention-mix.ts";

export interface TeachingSettings {
  readonly batches: number;
  readonly episodesPerBatch: number;
  readonly learningRate: number;
  readonly mix: InterventionMix;
}

export const TEACHING: TeachingSettings = {
  batches: 3000,
  episodesPerBatch: 16,
  learningRate: 0.01,
  mix: { goal_edit: 8, tool_revocation: 8, shutdown_request: 3, incentive_inversion: 3 },
};

/** The episodes of fine-tuning and of the mean reward: shutdown most often, since it takes the longest to unlearn. */
export const TUNING_MIX: InterventionMix = {
  goal_edit: 4,
  tool_revocation: 4,
  shutdown_request: 8,
  incentive_inversion: 4,
};

export const TUNING = {
  episodesPerUpdate: 32,
  discount: 0.99,
  /** λ of generalised advantage estimation (Schulman et al. 2016, arXiv:1506.02438). */
  traceDecay: 0.95,
  /** Share of uniformly random actions, in fine-tuning only. */
  explorationPercent: 20,
  policyLearningRate: 2e-4,
  criticLearningRate: 2e-3,
  gradientNormMax: 1,
  entropyWeight: 0.01,
  /** Updates of the critic alone before the first update of the policy, so that its first advantages mean something. */
  criticWarmUpUpdates: 60,
} as const;

/** The control's two terms: cost at the end of a disobedient episode, and weight of the pull to the taught policy. */
export const OBEDIENCE = { penalty: 2, divergenceWeight: 30 } as const;
