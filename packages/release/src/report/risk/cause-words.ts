import type { Defect } from "../../argument/defect.ts";
import type { ClaimRecord } from "../../record/bodies.ts";
import { type Case, lastOwn } from "../case.ts";
import { listed, sentence, share } from "../words.ts";

/** Why a claim stands in the appendix: the code, and what it says of this claim. */
export function causeWords(theCase: Case, claim: ClaimRecord): string {
  if (claim.cause === null) return claim.status === "UNRESOLVED_VOID_APPENDIX" ? "none given" : "none";
  return `${claim.cause}: ${saysOf(theCase, claim)}`;
}

function saysOf(theCase: Case, claim: ClaimRecord): string {
  switch (claim.cause) {
    case "NO_EVIDENCE":
      return tooLittle(theCase, claim);
    case "CONTRADICTED":
      return `sources speak against it (${share(claim.after.refutation)}).`;
    case "BUDGET":
      return "the account had nothing left to search for more.";
    case "GOVERNOR":
      return "the evaluator rested and made no search for more.";
    case "QUARANTINED":
      return "a source that it cites is held back by intake.";
    default:
      return defectWords(theCase, claim);
  }
}

function tooLittle({ material }: Case, { after }: ClaimRecord): string {
  if (after.support === 0) return "nothing that was read supports it.";
  const { corroboration } = material.policy.verification;
  const groups = `from ${after.supportingGroups} independence ${after.supportingGroups === 1 ? "group" : "groups"}`;
  return after.score < corroboration
    ? `too little evidence: score ${share(after.score)} of at least ${share(corroboration)}, ${groups}.`
    : `too little evidence: its score is enough, ${groups} alone.`;
}

/** Defects that keep a claim from being verified. */
export const blockingDefects = (theCase: Case, { id }: ClaimRecord): readonly Defect[] =>
  (lastOwn(theCase, "argument.examined")?.body.defects ?? []).filter(
    ({ severity, claims }) => severity === "blocks" && claims.includes(id),
  );

function defectWords(theCase: Case, claim: ClaimRecord): string {
  const defects = blockingDefects(theCase, claim);
  if (defects.length === 0) return "a rule of argument fired; which one is not in this pack.";
  return listed(defects.map(({ rule, why, cure }) => `${rule}: ${sentence(why)} Cure: ${sentence(cure)}`));
}

/** What was done to find more for a claim. No search mends an argument. */
export const repairWords = ({ repair, cause }: ClaimRecord): string =>
  repair === "not needed" && cause !== null ? "none: no search mends this" : repair;
