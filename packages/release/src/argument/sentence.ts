/** One sentence of the dossier's own text, and where it stands. */
export interface Sentence {
  /** `claims/c-1/text`, `mission/rationale`. */
  readonly place: string;
  /** The claim whose text it is; null: the mission's. */
  readonly claim: string | null;
  /** As written, for readers. */
  readonly text: string;
  /** As compared: see `plain`. */
  readonly plain: string;
}

/** Characters that nobody sees. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/gu;

/** Compatible forms made one, lower case, straight quotes and hyphens, single spaces: so that a rule is one pattern. */
export const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .replaceAll(UNSEEN, "")
    .toLowerCase()
    .replaceAll(/[\u2018\u2019\u02bc]/gu, "'")
    .replaceAll(/[\u2010\u2011]/gu, "-")
    .replaceAll(/\s+/gu, " ")
    .trim();

/**
 * Sentences of a text. Rules look at one at a time: what is added beside a sentence neither makes it a defect nor cures it, so
 * that more text never hides an argument.
 */
export const sentencesOf = (place: string, claim: string | null, text: string): readonly Sentence[] =>
  text
    .split(/(?<=[.!?])\s+|\n+/u)
    .map((each) => ({ place, claim, text: each.trim(), plain: plain(each) }))
    .filter((each) => each.plain !== "");
