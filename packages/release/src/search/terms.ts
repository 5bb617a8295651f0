/** Words that say nothing about what a sentence is about. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    "a about above after again against all also an and any are as at be because been before being below between both but by can could " +
    "did do does doing down during each few for from further had has have having he her here hers him his how i if in into is it its " +
    "itself just least less may me might more most must my no nor not of off on once only or other our out over own per same she " +
    "should so some such than that the their them then there these they this those through to too under until up upon very was we " +
    "were what when where which while who whom why will with would you your"
  ).split(" "),
);

/**
 * Text as the index holds it: lower case, and a space for every sign. What is left are runs of ASCII letters and digits and of everything
 * beyond ASCII but signs, which is just what the index takes for words (SQLite FTS5, tokenizer `ascii`).
 */
export const folded = (text: string): string =>
  text.toLowerCase().replace(
    // oxlint-disable-next-line no-control-regex -- signs between words, and these are some
    /[\p{Cs}\u0000-\u001f\u0080-\u00bf\u00d7\u00f7\u2000-\u206f\u2190-\u2bff\u3000-\u303f\ufeff\ufffd]+/gu,
    " ",
  );

/** Words of a text, as the index knows them, in order. */
export const wordsOf = (text: string): readonly string[] => folded(text).match(/[a-z0-9\u00c0-\u{10ffff}]+/gu) ?? [];

/** A word to look for, and how much it says: figures and long words more than short ones. */
export interface Term {
  readonly word: string;
  /** 1 to 4. Of the word alone and no corpus, so that a new source never changes what an old one is worth. */
  readonly weight: number;
}

/** More would look for the sentence and not for its matter. */
export const TERMS_MAX = 8;
const WORD_LENGTH_MAX = 64;

/** What a claim is about: its most telling words, in the order in which they stand. Of a claim without such words all words. */
export function salientTerms(claim: string): readonly Term[] {
  const words = [...new Set(wordsOf(claim))].filter(({ length }) => length <= WORD_LENGTH_MAX);
  const telling = words.filter((word) => !STOP_WORDS.has(word) && (word.length > 1 || /\d/.test(word)));
  const terms = (telling.length > 0 ? telling : words).map((word) => ({ word, weight: weightOf(word) }));
  const chosen = new Set(terms.toSorted((one, other) => other.weight - one.weight).slice(0, TERMS_MAX));
  return terms.filter((term) => chosen.has(term));
}

function weightOf(word: string): number {
  if (/\d/.test(word)) return 4;
  return word.length >= 8 ? 3 : word.length >= 5 ? 2 : 1;
}
