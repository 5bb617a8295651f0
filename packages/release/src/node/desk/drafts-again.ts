import { evaluate } from "../../evaluation/evaluate.ts";
import type { EvaluationInput } from "../../evaluation/evaluation-input.ts";
import type { Draft } from "../../record/bodies.ts";
import { shipped } from "./shipped.ts";
import { goldenTrials } from "./trials.ts";

/** What the program that runs now would record of an input. The trials are made only where a new safeguard is tried. */
export function draftsAgain(input: EvaluationInput): readonly Draft[] {
  const { policy, site, implementation } = input;
  const trials = () =>
    goldenTrials({ policy, safeguards: site.safeguards, intakeRules: shipped().intakeRules, implementation });
  return evaluate(input, trials).drafts;
}
