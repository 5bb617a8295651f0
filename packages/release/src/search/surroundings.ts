/** What stands around a place of a text, as far as it can turn the meaning of that place. */
export interface Surroundings {
  /** The rest of the same sentence. */
  readonly before: string;
  readonly after: string;
  readonly next: string;
  /** The nearest line above that introduces: a heading, or one that ends in a colon. */
  readonly lead: string;
  /** Where the sentence begins. */
  readonly offset: number;
}

const BACK = 2000;
const AHEAD = 800;
/** In markup a line break is the end of a block; in plain text a line may be broken anywhere, but not before a blank one or a list. */
const MARKUP_END = /[.!?]["'”’)\]]?\s|\n/g;
const PLAIN_END = /[.!?]["'”’)\]]?\s|\n[ \t]*\n|\n(?=[ \t]{0,8}(?:[-*•#>]|\d{1,3}[.)]) )/g;

export function surroundings(text: string, from: number, to: number, isMarkup: boolean): Surroundings {
  const end = isMarkup ? MARKUP_END : PLAIN_END;
  const back = text.slice(Math.max(0, from - BACK), from);
  const ahead = text.slice(to, to + AHEAD);
  const start = [...back.matchAll(end)].map((found) => found.index + found[0].length).at(-1) ?? 0;
  const [first, second] = [...ahead.matchAll(end)].map((found) => found.index + found[0].length);
  return {
    before: back.slice(start),
    after: ahead.slice(0, first),
    next: first === undefined ? "" : ahead.slice(first, second),
    lead: leadIn(back.slice(0, start)),
    offset: from - back.length + start,
  };
}

const HEADING_LENGTH_MAX = 120;

function leadIn(back: string): string {
  const lines = back.split("\n").map((line) => line.trim());
  return lines.findLast(isLead) ?? "";
}

const isLead = (line: string): boolean =>
  /:$|^#/.test(line) || (line !== "" && line.length <= HEADING_LENGTH_MAX && !/[.!?,;]["'”’)\]]?$|^[-*•>]/.test(line));
