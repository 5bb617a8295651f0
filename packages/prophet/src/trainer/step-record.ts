import type { LossTerms } from "../objective/loss-terms.ts";
import type { Mode } from "../rate/rate-rule.ts";

/** What one step did. Numbers that are not finite are what they are. */
export interface StepRecord extends LossTerms {
  /** From 0. */
  readonly step: number;
  /** Mean squared error of the fresh rows, before the step. */
  readonly error: number;
  /** Chance of a spike that was foretold, in [0, 1]; `null` where nobody did. */
  readonly risk: number | null;
  /** As the rule set it, times the scale that was advised. */
  readonly rate: number;
  readonly mode: Mode;
  readonly gradientNorm: number;
  readonly stability: number | null;
  readonly spiked: boolean;
  /** The step that the weights were put back to; then no step was taken. `null`: they were not. */
  readonly rewoundTo: number | null;
  /** No weights that are kept could bear the batch either: it was left out. */
  readonly skipped: boolean;
  /** A detector found the stream to be another one. */
  readonly drifted: boolean;
}
