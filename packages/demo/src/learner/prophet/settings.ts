import { GUARD, type RateSpec } from "@plimsoll/prophet";
import { TUNING } from "../settings.ts";

/** The rate is the plain learner's, and Prophet's guard may lower it. */
export const PROPHET_RATE: RateSpec = {
  schedule: { kind: "fixed", rate: TUNING.policyLearningRate },
  guard: GUARD,
};

export const PROPHET_REWIND = {
  /** Updates between two states that are kept. */
  interval: 20,
  /** Confirmed where the kept critic has less than this share of the loss on the same batch: else the world has changed, not the weights. */
  confirmedBelow: 0.5,
} as const;
