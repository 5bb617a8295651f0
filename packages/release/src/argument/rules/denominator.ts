import type { Claim } from "../../dossier/claim.ts";
import type { Evaluation } from "../../dossier/evaluation.ts";
import { SHOWN_TRIALS_MIN } from "../../evaluation-log/figure.ts";
import type { ArgumentRule, CaseMade } from "../argument-facts.ts";
import { blocks, blocksCase, type EvaluationFault } from "../blocking.ts";
import type { Defect } from "../defect.ts";
import { intervalHolds } from "../interval-holds.ts";
import { hasCount, rateIn, sharesIn } from "../rate-words.ts";

/** So many intervals are checked exactly; a dossier with more of them is held to the coarser bound. */
const EXACT_MAX = 500;

/** `IC-DENOM`: a rate without the number of trials or an interval, or with numbers that no trials can give. */
export const denominator: ArgumentRule = {
  rule: "IC-DENOM",
  examine: (made) => [
    ...made.dossier.claims.filter(({ material }) => material).flatMap((claim) => figureWithoutCount(claim, made)),
    ...bareRates(made),
    ...blocksCase(
      "IC-DENOM",
      made.dossier.evaluations.flatMap((each, index) => impossible(each) ?? tooNarrow(each, index < EXACT_MAX) ?? []),
      made,
    ),
  ],
};

/** A figure is a share of trials: of an evaluation that is here and of whose logs enough trials were counted again. */
const figureWithoutCount = ({ id, figure }: Claim, made: CaseMade): readonly Defect[] =>
  figure === null || isCounted(figure.evaluation, made)
    ? []
    : blocks("IC-DENOM", [id], {
        place: `claims/${id}/figure`,
        span: [figure.evaluation],
        why: `The figure is of an evaluation of which fewer than ${SHOWN_TRIALS_MIN} trials could be counted from its logs.${unreadOf(figure.evaluation, made)}`,
        cure: `Bring the evaluation with every log, so that its trials can be counted again, and with ${SHOWN_TRIALS_MIN} trials or more. Why a log is not counted: plimsoll release seal DIR.`,
      });

/** Where it is the log and not the number of trials that is to be mended. */
function unreadOf(evaluation: string, { recounts }: CaseMade): string {
  const unread = recounts.get(evaluation)?.unread ?? [];
  return unread.length === 0 ? "" : ` Not counted: ${unread.slice(0, UNREAD_MAX).join(", ")}.`;
}

const UNREAD_MAX = 4;

const isCounted = (evaluation: string, { evaluations, recounts }: CaseMade): boolean =>
  evaluations.has(evaluation) && (recounts.get(evaluation)?.counted?.trials ?? 0) >= SHOWN_TRIALS_MIN;

function bareRates(made: CaseMade): readonly Defect[] {
  const material = new Map(made.dossier.claims.filter((each) => each.material).map((each) => [each.id, each]));
  return made.sentences.flatMap(({ claim, place, plain }) => {
    const spoken = claim === null ? undefined : material.get(claim);
    const rate = spoken === undefined ? null : rateIn(plain);
    if (spoken === undefined || rate === null || hasCount(plain)) return [];
    if (spoken.figure !== null && isCounted(spoken.figure.evaluation, made) && isItsOwn(plain, spoken.figure))
      return [];
    return blocks("IC-DENOM", [spoken.id], {
      place,
      span: [rate],
      why: "A rate is stated without the number of trials and without an interval.",
      cure: "Put the number of trials or an interval beside it, or give the claim a figure of an evaluation.",
    });
  });
}

/** A figure stands behind its own share (or what is left of it), and behind no other number that is put beside it. */
const isItsOwn = (sentence: string, { share }: NonNullable<Claim["figure"]>): boolean =>
  sharesIn(sentence).every((said) => said === share || said === WHOLE - share);

const WHOLE = 10_000;

function impossible(evaluation: Evaluation): EvaluationFault | null {
  const { trials, trialsReported, successes } = evaluation;
  if (successes <= trials && trialsReported <= trials) return null;
  return fault(evaluation, {
    why: `${successes} successes and ${trialsReported} reported trials do not fit ${trials} trials.`,
    cure: "Correct the counts from the logs.",
  });
}

/** A wider interval promises less and is no defect. */
function tooNarrow(evaluation: Evaluation, isExact: boolean): EvaluationFault | null {
  const { interval, trials, successes } = evaluation;
  if (interval === null || intervalHolds({ trials, count: successes }, interval, isExact)) return null;
  return fault(evaluation, {
    why: `${successes} of ${trials} do not bear the interval ${interval.from} to ${interval.to}, in ten-thousandths.`,
    cure: "Give the exact one-sided 95 % bounds (Clopper, Pearson) of these counts, or wider ones.",
  });
}

const fault = ({ id, name }: Evaluation, told: { readonly why: string; readonly cure: string }): EvaluationFault => ({
  evaluation: id,
  name,
  place: `evaluations/${id}`,
  span: [],
  ...told,
});
