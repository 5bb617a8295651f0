import type { ArgumentRule } from "./argument-facts.ts";
import { notes } from "./blocking.ts";
import type { Defect, RHETORICAL_RULES } from "./defect.ts";
import { type Found, isDenied, isTurnedDown } from "./negation.ts";

export type RhetoricalRule = (typeof RHETORICAL_RULES)[number];

/** A rule about wording: patterns over one sentence as `plain` gives it. */
export interface Rhetoric {
  readonly rule: RhetoricalRule;
  /** With the flag `g`. */
  readonly patterns: readonly RegExp[];
  /** A pattern that fires only in sentences without a second one. */
  readonly weak?: { readonly pattern: RegExp; readonly unless: RegExp };
  /** What is said afterwards can turn it down. Not where that is the defect itself: "he is biased, so his finding does not count". */
  readonly isDismissible: boolean;
  readonly why: string;
  readonly cure: string;
}

/** So many places of one pattern are looked at: a text that repeats itself costs no more. */
const PLACES_MAX = 16;

/** The words of a sentence that a rule fires on; null: it does not, or all that it found is turned down by the sentence itself. */
export function wordsOf({ patterns, weak, isDismissible }: Rhetoric, sentence: string): string | null {
  const isOut = isDismissible ? isTurnedDown : isDenied;
  const isWeak = weak !== undefined && !weak.unless.test(sentence);
  for (const pattern of isWeak ? [...patterns, weak.pattern] : patterns)
    for (const found of placesOf(pattern, sentence))
      if (!isOut(sentence, found)) return sentence.slice(found.from, found.to);
  return null;
}

/** With the pattern itself and not `matchAll`, which makes a new one each time: that took most of the time of the whole check. */
function placesOf(pattern: RegExp, sentence: string): readonly Found[] {
  const places: Found[] = [];
  pattern.lastIndex = 0;
  for (let found = pattern.exec(sentence); found !== null; found = pattern.exec(sentence)) {
    places.push({ from: found.index, to: pattern.lastIndex });
    if (places.length === PLACES_MAX) break;
  }
  return places;
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
