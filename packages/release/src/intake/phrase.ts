import { LEET } from "./confusables.ts";
import { fold } from "./fold.ts";
import type { IntakeRule, IntakeRules } from "./intake-rules.ts";

/** A rule, ready to look for. Its patterns can only be made of bounded pieces, so each is linear whatever the text. */
export interface Phrase {
  readonly rule: IntakeRule;
  /** Over folded text, at the bounds of words. */
  readonly plain: RegExp;
  /** Over letters alone (see letters.ts); null for a phrase that needs its signs. */
  readonly squeezed: RegExp | null;
  /** The groups of words that have to follow one another, as letters alone: what the first, fast look searches for. */
  readonly anchors: readonly Anchor[];
  /** Letters before the end of the first anchor, and after that of the last one, at most. */
  readonly lead: number;
  readonly trail: number;
  /** For one that is nothing but signs: what to look for at once, and no anchors. */
  readonly spot: RegExp | null;
}

export interface Anchor {
  readonly words: readonly AnchorWord[];
  /** Letters from the end of the anchor before to the end of this one, at most. */
  readonly reach: number;
}

export interface AnchorWord {
  readonly letters: string;
  readonly blanks: number;
  /** May go on. */
  readonly isStem: boolean;
  /** Of a script that puts no blanks between words. */
  readonly isFree: boolean;
}

export const phrasesOf = ({ rules, sets }: IntakeRules): readonly Phrase[] => {
  const words = new Map(sets.map((set) => [`$${set.name}`, set.words] as const));
  return rules.map((rule) => phraseOf(rule, words));
};

type Sets = ReadonlyMap<string, readonly string[]>;

function phraseOf(rule: IntakeRule, sets: Sets): Phrase {
  const elements = rule.phrase.map((element) => elementOf(element, sets));
  const isSqueezable = elements.every(({ kind }) => kind !== "literal");
  const only = elements.length === 1 && elements[0]?.kind === "literal" ? elements[0] : null;
  return {
    rule,
    spot: only === null ? null : new RegExp(only.words.map(escaped).join("|"), "gi"),
    plain: new RegExp(plainSource(elements), "g"),
    squeezed: isSqueezable ? new RegExp(elements.map(squeezedSource).join(""), "dg") : null,
    ...(only === null ? anchorsOfElements(elements) : { anchors: [], lead: 0, trail: 0 }),
  };
}

/** Groups with a short word stand everywhere among letters without blanks; they are left to the close look, where others are there. */
function anchorsOfElements(elements: readonly Element[]): Pick<Phrase, "anchors" | "lead" | "trail"> {
  const isSearched = (words: readonly string[]): boolean =>
    words.length > 0 && words.every((word) => word.length >= ANCHOR_MIN || CJK.test(word));
  const groups = elements.map((element) => ({
    element,
    words: element.kind === "gap" ? [] : element.words.map(anchorOf),
  }));
  const searched = groups.some(({ words }) => isSearched(words))
    ? isSearched
    : (words: readonly string[]) => words.length > 0 && !words.includes("");
  const anchors: Anchor[] = [];
  let reach = 0;
  for (const { element, words } of groups) {
    reach += reachOf(element);
    if (!searched(words)) continue;
    anchors.push({ words: element.words.map(anchorWordOf), reach });
    reach = TAIL_LETTERS;
  }
  return { anchors, lead: anchors[0]?.reach ?? 0, trail: reach };
}

const anchorWordOf = (word: string): AnchorWord => ({
  letters: anchorOf(word),
  blanks: word.split(" ").length - 1,
  isStem: word.endsWith("*"),
  isFree: CJK.test(word),
});

const ANCHOR_MIN = 3;
/** The ending of a stem, and signs that count as letters. */
const TAIL_LETTERS = 16;
const LETTERS_OF_WORD = 12;

const reachOf = ({ kind, words, gapMax }: Element): number =>
  kind === "gap" ? gapMax * LETTERS_OF_WORD : Math.max(...words.map((word) => word.length)) + 8;

/** One element of a phrase. */
interface Element {
  readonly kind: "words" | "gap" | "literal";
  /** Folded. */
  readonly words: readonly string[];
  readonly gapMax: number;
}

function elementOf(element: string, sets: Sets): Element {
  if (element.startsWith("*")) return { kind: "gap", words: [], gapMax: Number(element.slice(1)) };
  if (element.startsWith("=")) return { kind: "literal", words: element.slice(1).split("|=").map(folded), gapMax: 0 };
  const words = sets.get(element) ?? element.split("|");
  return { kind: "words", words: words.map(folded), gapMax: 0 };
}

/** Rules are folded as texts are, so that a Russian word is found whichever of its letters look Latin. */
const folded = (word: string): string => fold(word).text.trim();

/** Letters and digits of all scripts, after folding. Without the Unicode flag, which makes a pattern slow. */
const LETTER = "a-z0-9\\u00aa-\\u02af\\u0370-\\u1fff\\u3041-\\ud7ff";
const BETWEEN = `[^${LETTER}]{1,6}`;
const CJK = /[\u3041-\ud7ff]/;

function plainSource(elements: readonly Element[]): string {
  let source = "";
  elements.forEach((element, place) => {
    const before = elements[place - 1];
    if (before !== undefined && before.kind !== "gap") source += joint(before, element);
    source += element.kind === "gap" ? "" : alternatives(element);
    if (element.kind === "gap") source += gapSource(element, before);
  });
  return `${bound(elements[0], "(?<!")}${source}${bound(elements.at(-1), "(?!")}`;
}

/** What stands between two elements that follow one another; a gap brings its own. */
function joint(before: Element, element: Element): string {
  if (element.kind === "gap") return "";
  if (isCjk(before) || isCjk(element)) return `[^${LETTER}]{0,6}`;
  return before.kind === "literal" || element.kind === "literal" ? `[^${LETTER}]{0,6}?` : BETWEEN;
}

function gapSource({ gapMax }: Element, before: Element | undefined): string {
  if (before !== undefined && isCjk(before)) return `[^\\n]{0,${4 * gapMax}}?`;
  const first = before?.kind === "literal" ? `[^${LETTER}]{0,6}` : BETWEEN;
  return `${first}(?:[${LETTER}]{1,24}${BETWEEN}){0,${gapMax}}?`;
}

/** Chinese, Japanese and Korean put no blanks between words. */
const isCjk = ({ words }: Element): boolean => words.some((word) => CJK.test(word));

const bound = (element: Element | undefined, open: string): string =>
  element === undefined || element.kind === "literal" || isCjk(element) ? "" : `${open}[${LETTER}])`;

const alternatives = ({ kind, words }: Element): string =>
  `(?:${words.map((word) => (kind === "literal" ? escaped(word) : wordSource(word))).join("|")})`;

const wordSource = (word: string): string =>
  stemmed(word, (stem) => escaped(stem).replaceAll(" ", BETWEEN), `[${LETTER}]{0,8}`);

const stemmed = (word: string, source: (stem: string) => string, tail: string): string =>
  word.endsWith("*") ? `${source(word.slice(0, -1))}${tail}` : source(word);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** Each group of words is caught, so that its bounds can be compared with those of words: whole words first, stems in a group of their own. */
function squeezedSource({ kind, words, gapMax }: Element): string {
  if (kind === "gap") return `[^ ]{0,${8 * gapMax}}?`;
  const [stems, whole] = [words.filter((word) => word.endsWith("*")), words.filter((word) => !word.endsWith("*"))];
  return `(?:(${choice(whole)})|(${choice(stems)})[^ ]{0,8}?)`;
}

/** Of nothing, what matches nothing. */
const choice = (words: readonly string[]): string =>
  words
    .map(anchorOf)
    .filter((word) => word !== "")
    .join("|") || "[]";

/** A word as letters alone, as the fast look and the squeezed copy have them. */
export const anchorOf = (word: string): string =>
  Array.from(word, (sign) => LEET.get(sign) ?? sign)
    .join("")
    .replace(NOT_LETTER, "");

const NOT_LETTER = new RegExp(`[^${LETTER.replace("0-9", "")}]`, "g");
