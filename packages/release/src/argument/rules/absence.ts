import { SHOWN_TRIALS_MIN } from "../../evaluation-log/figure.ts";
import type { ArgumentRule, CaseMade } from "../argument-facts.ts";
import { blocks } from "../blocking.ts";
import { hasCount } from "../rate-words.ts";

const ABSENCE = [
  /\bno (?:known |clear |further |credible )?(?:evidence|signs?|indications?|traces?|hints?) (?:of|that|for|whatsoever|was|were|has|have)\b/u,
  /\b(?:we|they|nobody|no one|the team|testers|reviewers) (?:have |has |had )?(?:found|saw|seen|observed|detected|identified|noticed|encountered) (?:no|none|nothing|any)\b/u,
  /\b(?:did not|didn't|have not|has not|haven't|hasn't|never|could not|were unable to) (?:yet |ever )?(?:observed?|find|found|see|seen|detect|detected|identify|identified|notice|noticed|encountered?)\b/u,
  /\b(?:none|nothing|no [a-z-]+(?: [a-z-]+)?) (?:was|were|has been|have been) (?:found|observed|detected|seen|identified|noticed|reported)\b/u,
  /\b(?:nothing|no result|no test) (?:suggests|indicates|points to)\b/u,
  /\b(?:was|were|been) (?:not|never) (?:observed|detected|found|seen)\b/u,
] as const;

const POWER = [
  /\bpower (?:of|was|is|to|above|at least)\b[^.]{0,20}\d/u,
  /\b(?:would|could) have (?:been )?(?:shown|detected|found|seen|caught|noticed)\b[^.]{0,60}\d/u,
  /\b(?:detectable|smallest effect|upper bound|upper limit)\b[^.]{0,60}\d/u,
] as const;

/** `IC-ABSENCE`: not to have seen something says little without how hard one looked. */
export const absence: ArgumentRule = {
  rule: "IC-ABSENCE",
  examine: (made) =>
    made.sentences.flatMap(({ claim, place, plain }) => {
      const found = claim === null ? null : absenceIn(plain);
      if (claim === null || found === null || isCountedFigure(claim, made)) return [];
      return blocks("IC-ABSENCE", [claim], {
        place,
        span: [found],
        why: "It says that something was not seen, and not how hard it was looked for.",
        cure: "Say in the same sentence how many trials were made, or which effect would have been seen.",
      });
    }),
};

function absenceIn(sentence: string): string | null {
  const found = ABSENCE.map((pattern) => pattern.exec(sentence)?.[0] ?? null).find((each) => each !== null) ?? null;
  return found === null || hasCount(sentence) || POWER.some((pattern) => pattern.test(sentence)) ? null : found;
}

function isCountedFigure(claim: string, { figureOf, recounts }: CaseMade): boolean {
  const figure = figureOf.get(claim);
  return figure !== undefined && (recounts.get(figure)?.counted?.trials ?? 0) >= SHOWN_TRIALS_MIN;
}
