import type { LossTerms } from "../objective/loss-terms.ts";
import type { Mode } from "../rate/rate-rule.ts";

/** What one step did. Numbers that are not finite are what they are. */
export interface StepRecord extends LossTerms {
  /** From 0. */
  readonly step: number;
  /** Mean squared error of the fresh rows, before the step. */
  readonly error: number;
  /** The last target that repeating it, and the zero, would have missed by: squared. */
  readonly risk: number | null;
  /** As the rule set it, times the scale that was advised. */
  readonly rate: number;
  readonly mode: Mode;
  readonly gradientNorm: number;
  readonly stability: number | null;
  readonly spiked: boolean;
  /** The step that the weights were put back to; then no step was taken. `null`: they were not. */
  readonly rewoundTo: number | null;
}
