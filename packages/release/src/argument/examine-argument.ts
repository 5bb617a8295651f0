import { type ArgumentFacts, type ArgumentRule, caseOf } from "./argument-facts.ts";
import type { Defect } from "./defect.ts";
import { absence } from "./rules/absence.ts";
import { adHominem } from "./rules/ad-hominem.ts";
import { authority } from "./rules/authority.ts";
import { cherry } from "./rules/cherry.ts";
import { circular } from "./rules/circular.ts";
import { denominator } from "./rules/denominator.ts";
import { dilemma } from "./rules/dilemma.ts";
import { elicitation } from "./rules/elicitation.ts";
import { goalpost } from "./rules/goalpost.ts";
import { hedge } from "./rules/hedge.ts";
import { race } from "./rules/race.ts";
import { selfAuthority } from "./rules/self-authority.ts";
import { stale } from "./rules/stale.ts";
import { strawman } from "./rules/strawman.ts";

/** In the order of `ARGUMENT_RULES`. */
export const RULES: readonly ArgumentRule[] = [
  cherry,
  goalpost,
  circular,
  denominator,
  stale,
  absence,
  selfAuthority,
  elicitation,
  race,
  dilemma,
  strawman,
  adHominem,
  authority,
  hedge,
];

/** The rules about wording, whose rates are published. */
export const RHETORIC = [race, dilemma, strawman, adHominem, authority, hedge].map(({ rhetoric }) => rhetoric);

/**
 * Faults of the argument made for a release (the sheet's §5.13), by rule and then by place in the dossier. Mechanical ones block
 * their claims until they are cured; wording is noted. It judges the argument, and nobody's intent. Empty: no rule fired.
 */
export function examineArgument(facts: ArgumentFacts): readonly Defect[] {
  const made = caseOf(facts);
  return RULES.flatMap(({ examine }) => examine(made));
}

/** Claims that no evidence carries until their defects are cured. */
export const defectiveClaims = (defects: readonly Defect[]): ReadonlySet<string> =>
  new Set(defects.filter(({ severity }) => severity === "blocks").flatMap(({ claims }) => claims));
