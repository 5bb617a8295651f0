import type { Kept } from "../engine/optimizers/optimizer.ts";
import type { LossTerms } from "../objective/loss-terms.ts";

/** What is known of a step when its gradient is there and the step is not yet taken. */
export interface StepFacts {
  readonly step: number;
  /** Share of the run that is done. */
  readonly progress: number;
  readonly terms: LossTerms;
  /** Mean squared error of the fresh rows. */
  readonly onlineError: number;
  /** Mean of the last online errors, this one not among them. */
  readonly recentError: number;
  readonly gradientNorm: number;
  /** Of the step before, with the scale that was advised in it; after a rewind, the one that the rule goes on from. */
  readonly lastRate: number;
  /** `engine/update-curvature.ts`; `null` where there is none. */
  readonly stability: number | null;
}

/** Foretells. What it says of a step it says before the step is taken, and it may learn from each. */
export interface RiskSource extends Kept {
  /** Chance that the loss will spike soon, in [0, 1]; asked once a step, in order. */
  foretell(facts: StepFacts): number;
  /** The weights were put back to those of an earlier step. */
  rewound(): void;
}
