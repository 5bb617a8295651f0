/**
 * Words with which a model or a system is vouched for. ACB-K certifies no safety and is no theory of alignment (ACB-K §0, §10), so no
 * output says *safe*, *certified* or *aligned*, alone or in a compound. A certificate is a file; to certify is a claim. Of `align` the
 * properties of style sheets are no words.
 */
const CLAIM =
  /\b(?:safe(?:r|st|ly|ty)?|certif(?:y|ies|ied|ying|ications?|iabl[ey]|iers?)|(?<!\b(?:text|vertical)-)align(?:s|ed|ing|ments?|able)?(?!-(?:items|content|self)\b))\b/giu;

/** A text that somebody may read, and where it stands. */
export interface Source {
  /** A file of the repository, or `help: plimsoll run` and the like for what is made when it is asked for. */
  readonly name: string;
  readonly text: string;
}

/** A use of a claim's word that claims nothing about a model or a system. */
export interface Allowed {
  /** The whole phrase: as narrow as it can be. The claim's word must lie inside. */
  readonly phrase: RegExp;
  /** Where it may stand, by the beginnings of source names; everywhere where it is left out. */
  readonly where?: readonly string[];
  readonly why: string;
}

/** A claim that nothing allows. */
export interface Claim {
  readonly source: string;
  /** Counted from 1. */
  readonly line: number;
  readonly word: string;
  /** The words around it. */
  readonly context: string;
}

/** Every claim in a text that no allowance covers, in the order of the text. */
export function claimsIn(source: Source, allowed: readonly Allowed[]): readonly Claim[] {
  const covered = allowed.filter((use) => mayStandIn(use, source.name)).flatMap((use) => usesOf(use, source.text));
  return spansOf(CLAIM, source.text)
    .filter((word) => !covered.some((phrase) => phrase.start <= word.start && word.end <= phrase.end))
    .map(({ start, end }) => ({
      source: source.name,
      line: source.text.slice(0, start).split("\n").length,
      word: source.text.slice(start, end),
      context: source.text.slice(Math.max(0, start - 60), end + 60).replaceAll(/\s+/gu, " "),
    }));
}

/** Whether an allowance covers some claim's word of the sources: one that does not is dead, and has to go. */
export const isUsed = (use: Allowed, sources: readonly Source[]): boolean =>
  sources.some(({ name, text }) => mayStandIn(use, name) && usesOf(use, text).some(({ phrase }) => hasClaim(phrase)));

const mayStandIn = ({ where }: Allowed, name: string): boolean =>
  where === undefined || where.some((start) => name.startsWith(start));

/** A phrase may go on in the next line. */
const usesOf = ({ phrase }: Allowed, text: string): readonly Span[] => spansOf(phrase, text.replaceAll("\n", " "));

const hasClaim = (phrase: string): boolean => spansOf(CLAIM, phrase).length > 0;

interface Span {
  readonly start: number;
  readonly end: number;
  readonly phrase: string;
}

const spansOf = (pattern: RegExp, text: string): readonly Span[] =>
  [...text.matchAll(new RegExp(pattern.source, flagsOf(pattern)))].map(({ 0: phrase, index: start }) => ({
    start,
    end: start + phrase.length,
    phrase,
  }));

const flagsOf = ({ flags }: RegExp): string => [...new Set(`${flags}giu`)].join("");
