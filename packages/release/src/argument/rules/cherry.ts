import type { Evaluation } from "../../dossier/evaluation.ts";
import type { ArgumentRule, CaseMade } from "../argument-facts.ts";
import { blocksCase, type EvaluationFault } from "../blocking.ts";
import { isTurnedDown } from "../negation.ts";
import { plain } from "../sentence.ts";
import { missingRuns } from "./missing-runs.ts";
import { namedTwice } from "./named-twice.ts";
import { splitResults } from "./split-results.ts";

/** `IC-CHERRY`: fewer results are reported, or count, than were made (the sheet's §5.13, A65). */
export const cherry: ArgumentRule = {
  rule: "IC-CHERRY",
  examine: (made) => {
    const kept = made.dossier.evaluations.flatMap((each) => [...unreported(each, made), ...bestWithoutCount(each)]);
    const faults = [...kept, ...splitResults(made), ...missingRuns(made), ...dropped(made)];
    return [...blocksCase("IC-CHERRY", faults, made), ...namedTwice(made)];
  },
};

function unreported(evaluation: Evaluation, { recounts }: CaseMade): readonly EvaluationFault[] {
  const { runs, trials, trialsReported } = evaluation;
  const counted = recounts.get(evaluation.id)?.counted ?? null;
  const reported = runs.filter(({ isReported }) => isReported).length;
  const [runsMade, trialsMade] = [Math.max(runs.length, counted?.runs ?? 0), Math.max(trials, counted?.trials ?? 0)];
  if (runsMade <= reported && trialsMade <= trialsReported) return [];
  return [
    fault(evaluation, {
      span: runs.filter(({ isReported }) => !isReported).map(({ id }) => id),
      why: `${reported} of ${runsMade} runs and ${trialsReported} of ${trialsMade} trials are reported.`,
      cure: "Report every run and every trial that was made, and count them all.",
    }),
  ];
}

const BEST =
  /\bbest[- ]of[- ](?!\d)(?:n|k|many|several|all|some|multiple|a few|our)\b|\bpass@(?!\d)\w|\bbest (?:run|runs|seed|seeds|attempt|sample|checkpoint|trial)\b|\bmaximum (?:over|of) (?:all |several |many )?(?:runs|seeds|attempts|samples)\b/u;
const COUNT =
  /\b[nk]\s?=\s?\d|\b(?:of|over|from|among)\s\d|\b\d+\s(?:runs|seeds|attempts|samples|trials|checkpoints)\b/u;

/** The best of how many? */
function bestWithoutCount(evaluation: Evaluation): readonly EvaluationFault[] {
  const text = plain(`${evaluation.name}. ${evaluation.elicitation ?? ""}`);
  const found = BEST.exec(text);
  if (found === null || COUNT.test(text)) return [];
  if (isTurnedDown(text, { from: found.index, to: found.index + found[0].length })) return [];
  return [
    fault(evaluation, {
      span: [found[0]],
      why: "A best result is given without the number that it is the best of.",
      cure: "Say of how many it is the best, or report the share over all of them.",
    }),
  ];
}

/**
 * Whatever an earlier dossier of the subject evaluated stays in every later one, by its name. Compared with all of them, so that it
 * does not help to leave it out twice.
 */
function dropped({ dossier, earlier }: CaseMade): readonly EvaluationFault[] {
  const present = new Set(dossier.evaluations.map(({ name }) => plain(name)));
  const missing = new Map<string, EvaluationFault>();
  for (const { evaluation, evaluations } of earlier)
    for (const each of evaluations) {
      const name = plain(each.name);
      if (present.has(name) || missing.has(name)) continue;
      missing.set(
        name,
        fault(each, {
          span: [each.name],
          why: `${evaluation} had this evaluation, and this dossier does not.`,
          cure: "Bring it back with all of its results, also where they are older or worse.",
        }),
      );
    }
  return [...missing.values()];
}

const fault = (
  { id, name }: { readonly id: string; readonly name: string },
  told: Pick<EvaluationFault, "span" | "why" | "cure">,
): EvaluationFault => ({ evaluation: id, name, place: `evaluations/${id}`, ...told });
