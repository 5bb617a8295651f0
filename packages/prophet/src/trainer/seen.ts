import type { LossTerms } from "../objective/loss-terms.ts";

/** What is known of a step when its gradient is there. */
export interface Seen {
  readonly step: number;
  readonly recentError: number;
  readonly terms: LossTerms;
  readonly error: number;
  readonly gradientNorm: number;
  readonly isFinite: boolean;
  readonly spiked: boolean;
}
