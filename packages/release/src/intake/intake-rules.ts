import {
  boolean,
  type Digest,
  digestOfValue,
  identifier,
  list,
  matching,
  object,
  oneOf,
  PlimsollError,
  type Shaped,
} from "@plimsoll/foundation";
import { proseShape, versionShape } from "../policy/shapes.ts";

const wordShape = matching("one word or several, of 1 to 60 characters", /^[^\p{Cc}]{1,60}$/u);
const wordsShape = list(wordShape, 512);

/**
 * One thing that text may say to whoever judges it. `phrase` is read in order; an element is
 * `$name` (any word of that set), `*n` (up to n words of any kind), `=text` (exactly this, signs and all; `=a|=b` is either) or words parted by `|`.
 * A word that ends in `*` may go on for up to eight letters. A blank, and the place between two elements, is up to six signs that are no letters.
 */
const ruleShape = object({
  id: identifier,
  severity: oneOf("note", "quarantine"),
  language: matching("a language tag", /^[a-z]{2,3}$/),
  /** Quoting it or telling of it is a note. False: it counts wherever it stands. */
  isMentionable: boolean,
  /** An order begins with its verb, and grammar tells whose it is; a claim is one wherever it stands. */
  form: oneOf("order", "claim"),
  /** May go on over the end of a sentence. */
  isAcrossSentences: boolean,
  /** Code: within code it is what it looks like, and a mention. */
  isCode: boolean,
  /** Outside markup alone: a web page has scripts, a sentence has none. */
  isOutsideMarkup: boolean,
  phrase: list(matching("an element of a phrase", /^[^\p{Cc}]{1,2000}$/u), 16),
  why: proseShape,
});
export type IntakeRule = Shaped<typeof ruleShape>;

/** The words by which telling of an instruction is known from giving one; see mention.ts. */
const mentionShape = object({
  /** Nouns and verbs of those who study attacks. */
  analysis: wordsShape,
  /** Verbs that hand on what another one said. */
  reporting: wordsShape,
  /** Who is told to, tries to or refuses to, when it is not the reader. */
  others: wordsShape,
  /** Who the reader is. */
  readers: wordsShape,
  modals: wordsShape,
  negations: wordsShape,
  /** Verbs that tell the reader to do as a quotation says. */
  obeying: wordsShape,
  /** Words after which a verb is none: articles and prepositions. */
  determiners: wordsShape,
  /** Nouns that make a name of what stands before them. */
  names: wordsShape,
});
export type MentionWords = Shaped<typeof mentionShape>;

const rulesShape = object({
  format: oneOf("plimsoll intake rules 1"),
  version: versionShape,
  sets: list(object({ name: matching("a name of small letters", /^[a-z][a-zA-Z]{0,31}$/), words: wordsShape }), 256),
  rules: list(ruleShape, 256),
  mention: mentionShape,
});
export type IntakeRules = Shaped<typeof rulesShape>;

/** @throws {PlimsollError} `INTAKE_RULES_INVALID` for what is no set of rules, or names a set that it does not have. */
export function readIntakeRules(value: unknown): IntakeRules {
  const parsed = rulesShape.parse(value);
  if (!parsed.ok) throw invalid(`${parsed.error.path}: ${parsed.error.expected}`, parsed.error.received);
  const { rules, sets } = parsed.value;
  const names = new Set(sets.map(({ name }) => `$${name}`));
  if (names.size !== sets.length) throw invalid("each set once", "one twice");
  if (new Set(rules.map(({ id }) => id)).size !== rules.length) throw invalid("each rule once", "one twice");
  const empty = sets.find(({ words }) => words.length === 0);
  if (empty !== undefined) throw invalid("sets that have words", empty.name);
  for (const { id, phrase } of rules) checkPhrase(id, phrase, names);
  const searchable = new Map(sets.map(({ name, words }) => [`$${name}`, words.every(hasLetter)]));
  const unsearchable = rules.find(({ phrase }) => !isSearchable(phrase, searchable));
  if (unsearchable !== undefined) throw invalid("a phrase with letters to search for", unsearchable.id);
  return parsed.value;
}

const hasLetter = (word: string): boolean => /\p{L}/u.test(word);

/** A rule that the first look could not find would never be looked for, and nobody would know. */
const isSearchable = (phrase: readonly string[], sets: ReadonlyMap<string, boolean>): boolean =>
  phrase.some((element) =>
    element.startsWith("=")
      ? phrase.length === 1 || element.slice(1).split("|=").every(hasLetter)
      : (sets.get(element) ?? (!element.startsWith("*") && element.split("|").every(hasLetter))),
  );

function checkPhrase(id: string, phrase: readonly string[], names: ReadonlySet<string>): void {
  const unknown = phrase.find((element) => element.startsWith("$") && !names.has(element));
  if (unknown !== undefined) throw invalid(`a set that is there, in rule ${id}`, unknown);
  const gap = phrase.find((element) => element.startsWith("*") && !/^\*(?:[1-9]|[1-3]\d|40)$/.test(element));
  if (gap !== undefined) throw invalid(`a gap of 1 to 40 words, in rule ${id}`, gap);
  const ends = [phrase[0], phrase.at(-1)];
  if (ends.some((element) => element === undefined || element.startsWith("*")))
    throw invalid(`a phrase that begins and ends with a word, in rule ${id}`, phrase.join(" "));
}

/** Goes into each record that intake made. */
export const intakeRulesDigest = (rules: IntakeRules): Digest => digestOfValue(rules);

const invalid = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "INTAKE_RULES_INVALID",
    expected,
    received,
    fix: "take the rules that ship with the package",
  });
