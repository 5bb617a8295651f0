import type { Decision } from "../decision/decision.ts";
import { fusedUnasked, type Harmonize, type HarmonyCase } from "../evolution/fuse.ts";
import type { Safeguard } from "../evolution/safeguard.ts";
import { underOverride } from "../evolution/under-override.ts";
import type { Draft } from "../record/bodies.ts";
import { expectedCourse } from "../reflection/expected-course.ts";
import { type Remarks, remarksOn } from "../remark/remarks.ts";
import type { Course } from "../reflection/reflection.ts";
import { draftsOf } from "./drafts-of.ts";
import type { EvaluationInput } from "./evaluation-input.ts";
import { ballotOf, judgeCase } from "./judge-case.ts";

/** An answer with everything that it rests on. */
export interface Evaluation {
  readonly decision: Decision;
  /** In the order in which they are recorded, the decision last. */
  readonly drafts: readonly Draft[];
  /** What a reader is told beside it. No part of any record. */
  readonly remarks: Remarks;
}

/**
 * May this be done? Pure: the same input gives the same bytes.
 *
 * @param trials cases on which a new safeguard is tried before it is taken up; asked for only where there is one
 */
export function evaluate(asked: EvaluationInput, trials: () => readonly EvaluationInput[]): Evaluation {
  const input = withOverrides(asked);
  const plan = planOf(input);
  const answered = judgeCase(input, ballotOf(asked), plan, triedOn(trials));
  return {
    decision: answered.decision,
    drafts: draftsOf(asked, input, plan, answered),
    remarks: remarksOn(input, answered),
  };
}

/** Every trial without the newest rule, and with it. Trials start no fusions of their own: those would ask again. */
const triedOn =
  (trials: () => readonly EvaluationInput[]): Harmonize =>
  (safeguards) =>
    trials().map((trial): HarmonyCase => {
      const [before, after] = [decidedUnder(trial, safeguards.slice(0, -1)), decidedUnder(trial, safeguards)];
      const newest = safeguards.at(-1)?.id ?? "";
      return {
        caseId: trial.evaluation,
        before: before.colour,
        after: after.colour,
        hasReason: after.reasons.some(({ records }) => records.includes(newest)),
      };
    });

function decidedUnder(trial: EvaluationInput, safeguards: readonly Safeguard[]): Decision {
  const input = { ...trial, site: { ...trial.site, safeguards } };
  return judgeCase(input, ballotOf(trial), planOf(input), fusedUnasked).decision;
}

/** What is expected, written before anything is judged. */
const planOf = ({ dossier, site, isRepairOn }: EvaluationInput): Course =>
  expectedCourse({
    previous: site.earlier.at(-1)?.course ?? null,
    claims: dossier.claims,
    links: dossier.links,
    declared: dossier.declaredLevel,
    isRepairOn,
    balance: site.budget.balance,
  });

/** As an evaluation counts: what its overrides grant is in its policy and its account. */
export function withOverrides(input: EvaluationInput): EvaluationInput {
  const { policy, budget } = underOverride(input.policy, input.site.budget, input.site.overrides);
  return { ...input, policy, site: { ...input.site, budget } };
}
