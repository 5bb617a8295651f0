/** How a stretch of text is set apart from the words around it. */
export type Setting = "quoted" | "code" | "block" | "none";

/** Where a quotation opens, to know what leads up to it; the stretch's own start where it is in none. */
export interface Quotation {
  readonly setting: Setting;
  readonly opensAt: number;
}

/** No quotation is looked for further away than this. */
const QUOTE_LENGTH_MAX = 800;

const PAIRS: readonly (readonly [open: string, close: string])[] = [
  ["“", "”"],
  ["„", "“"],
  ["«", "»"],
  ["‹", "›"],
  ["「", "」"],
  ["『", "』"],
  ["‘", "’"],
];

/** The quotation, code or block that characters [start, end) of a text stand in. */
export function quotationAt(text: string, start: number, end: number): Quotation {
  const from = paragraphStart(text, start);
  const before = plainMarks(text.slice(from, start));
  const after = plainMarks(text.slice(end - 1, end + QUOTE_LENGTH_MAX));
  const open = openQuote(before, after);
  if (open !== null) return { setting: open.setting, opensAt: from + open.at };
  const near = text.slice(Math.max(0, start - QUOTE_LENGTH_MAX), start);
  const line = near.slice(near.lastIndexOf("\n") + 1);
  return { setting: BLOCK_LINE.test(line) ? "block" : "none", opensAt: start - line.length };
}

/** Marks as pages write them, each at the length it had. */
const plainMarks = (text: string): string =>
  text.replaceAll("&quot;", '"     ').replaceAll("&#34;", '"    ').replaceAll("&#39;", "'    ");

/**
 * A quotation ends with its paragraph. In a long one the count of marks begins at a sentence, so that it is not off by one. Only what is
 * near is read: to look back through a whole text for each hit would take time that grows with its square.
 */
function paragraphStart(text: string, start: number): number {
  const from = Math.max(0, start - QUOTE_LENGTH_MAX);
  const near = text.slice(from, start);
  const blank = near.lastIndexOf("\n\n");
  if (blank >= 0) return from + blank + 2;
  return from === 0 ? 0 : from + sentenceStart(near);
}

function sentenceStart(near: string): number {
  const end = /[.!?]["'”)\]]?\s+/.exec(near);
  return end === null ? 0 : end.index + end[0].length;
}

/** Block quotation, list item, row of a table or of fields, indented code. */
const BLOCK_LINE =
  /^(?:\s{0,8}(?:>|\||[-*•+]\s|\d{1,3}[.):]\s|\(?[a-z\d]{1,2}\)\s|[A-Z]{1,4}-?\d{1,5}[:.,;|\t]|"?[\w-]{1,20}"?[,;\t])| {4}|\t)/;

interface Open {
  readonly setting: "quoted" | "code";
  readonly at: number;
}

function openQuote(before: string, after: string): Open | null {
  for (const [open, close] of PAIRS) {
    const at = before.lastIndexOf(open);
    if (at >= 0 && before.indexOf(close, at + 1) < 0 && after.includes(close)) return { setting: "quoted", at };
  }
  return doubleQuote(before, after) ?? odd(before, after, "`", "code") ?? singleQuote(before, after);
}

/** Straight marks: an odd number before, one after. Those escaped within JSON are counted for themselves. */
function doubleQuote(before: string, after: string): Open | null {
  const escaped = odd(before, after, '\\"', "quoted");
  if (escaped !== null) return escaped;
  return odd(before.replaceAll('\\"', "  "), after.replaceAll('\\"', "  "), '"', "quoted");
}

function odd(before: string, after: string, mark: string, setting: "quoted" | "code"): Open | null {
  const isOpen = before.split(mark).length % 2 === 0;
  return isOpen && after.includes(mark) ? { setting, at: before.lastIndexOf(mark) } : null;
}

/** An apostrophe within a word opens nothing. */
function singleQuote(before: string, after: string): Open | null {
  const at = Array.from(before.matchAll(/(?<![\p{L}\p{N}])'(?=[^\s']|$)/gu)).at(-1)?.index;
  if (at === undefined || CLOSING.test(before.slice(at + 1)) || !CLOSING.test(after)) return null;
  return { setting: "quoted", at };
}

const CLOSING = /[\p{L}\p{N}.!?…]'(?!\p{L})/u;

/** Where the fences of code blocks stand, over a whole text. */
export function fencesOf(text: string): readonly number[] {
  const fences: number[] = [];
  for (let at = text.indexOf(FENCE); at >= 0; at = text.indexOf(FENCE, at + FENCE.length)) fences.push(at);
  return fences;
}

const FENCE = "```";

/** The fence of the block that a place is in; null where it is in none. A fence that is never closed opens nothing. */
export function fenceAt(fences: readonly number[], place: number): number | null {
  const before = fences.findLastIndex((fence) => fence < place);
  return before >= 0 && before % 2 === 0 && before + 1 < fences.length ? (fences[before] as number) : null;
}
