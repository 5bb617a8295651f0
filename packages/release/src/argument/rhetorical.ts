import type { ArgumentRule } from "./argument-facts.ts";
import { notes } from "./blocking.ts";
import type { Defect, RHETORICAL_RULES } from "./defect.ts";
import { isDenied, isTurnedDown } from "./negation.ts";

export type RhetoricalRule = (typeof RHETORICAL_RULES)[number];

/** A rule about wording: patterns over one sentence as `plain` gives it. */
export interface Rhetoric {
  readonly rule: RhetoricalRule;
  readonly patterns: readonly RegExp[];
  /** What is said afterwards can turn it down. Not where that is the defect itself: "he is biased, so his finding does not count". */
  readonly isDismissible: boolean;
  readonly why: string;
  readonly cure: string;
}

/** The words of a sentence that a rule fires on; null: it does not, or what it found is turned down by the sentence itself. */
export function wordsOf({ patterns, isDismissible }: Rhetoric, sentence: string): string | null {
  const isOut = isDismissible ? isTurnedDown : isDenied;
  for (const pattern of patterns) {
    const found = pattern.exec(sentence);
    if (found === null) continue;
    if (!isOut(sentence, { from: found.index, to: found.index + found[0].length })) return found[0];
  }
  return null;
}

/** Wording blocks nothing by itself: it is noted, and in the rationale the arbitration reads it. */
export const rhetorical = (rhetoric: Rhetoric): ArgumentRule & { readonly rhetoric: Rhetoric } => ({
  rule: rhetoric.rule,
  rhetoric,
  examine: ({ sentences }) =>
    sentences.flatMap(({ place, text, plain }): readonly Defect[] => {
      const { rule, why, cure } = rhetoric;
      const words = wordsOf(rhetoric, plain);
      return words === null ? [] : [notes(rule, { place, span: [words, text], why, cure })];
    }),
});
