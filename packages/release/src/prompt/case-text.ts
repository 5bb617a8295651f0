/** A sentence, a line of a list or a row of a table, as it stands in a text, and under which headings. */
export interface CasePassage {
  /** Headings above it, outermost first, in lower case. */
  readonly sections: readonly string[];
  readonly text: string;
  /** UTF-16 units from the start of the text. */
  readonly offset: number;
}

/** A pasted plan or model card, cut into what it says. */
export interface CaseText {
  /** The text as it is kept: no byte order mark, line feeds alone, no other control characters, well formed. */
  readonly kept: string;
  /** The first heading, or the name in the front matter; null where there is none. */
  readonly title: string | null;
  /** `key: value` lines between `---` at the start, as model cards have them. */
  readonly front: ReadonlyMap<string, string>;
  readonly headings: readonly string[];
  readonly passages: readonly CasePassage[];
}

/** One text is cut into so many passages at most; the rest is not read, and says so by not being there. */
export const PASSAGES_MAX = 20_000;
/** A passage of more characters is no sentence: its start is kept. */
const PASSAGE_LENGTH_MAX = 1_500;

/** What is kept of a text, and what its digest is of. */
export const keptText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/^\uFEFF+/, "")
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/[^\P{Cc}\n\t]/gu, " ");

export function readCaseText(text: string): CaseText {
  const kept = keptText(text);
  const lines = linesOf(kept);
  const front = frontMatter(lines);
  const state: Reading = { sections: [], headings: [], passages: [], open: null, isCode: false };
  const body = lines.slice(front.lines);
  for (const [place, line] of body.entries()) if (!isTableHead(line, body[place + 1])) take(state, line, kept);
  close(state, kept);
  const title = state.headings[0] ?? front.values.get("model_name") ?? front.values.get("name") ?? null;
  return { kept, title, front: front.values, headings: state.headings, passages: state.passages };
}

interface Line {
  readonly text: string;
  readonly from: number;
}

interface Reading {
  sections: readonly Heading[];
  readonly headings: string[];
  readonly passages: CasePassage[];
  /** A paragraph or an item that goes on. */
  open: { from: number; to: number } | null;
  isCode: boolean;
}

interface Heading {
  readonly depth: number;
  readonly text: string;
}

function linesOf(text: string): readonly Line[] {
  let from = 0;
  return text.split("\n").map((line) => {
    const found = { text: line, from };
    from += line.length + 1;
    return found;
  });
}

const FRONT_LINES_MAX = 512;
const FRONT = /^([A-Za-z_][\w-]{0,60}):[ \t]{0,8}(\S.{0,300})$/;

function frontMatter(lines: readonly Line[]): {
  readonly values: ReadonlyMap<string, string>;
  readonly lines: number;
} {
  const end = lines[0]?.text === "---" ? lines.findIndex(({ text }, place) => place > 0 && text === "---") : -1;
  if (end < 0 || end > FRONT_LINES_MAX) return { values: new Map(), lines: 0 };
  const pairs = lines.slice(1, end).flatMap(({ text }) => {
    const [, key, value] = FRONT.exec(text) ?? [];
    return key === undefined || value === undefined ? [] : [[key.toLowerCase(), unquoted(value)] as const];
  });
  return { values: new Map(pairs), lines: end + 1 };
}

const unquoted = (value: string): string => value.trim().replaceAll(/^["']|["']$/g, "");

/** Names of columns say nothing of the subject. */
const isTableHead = ({ text }: Line, next: Line | undefined): boolean =>
  text.startsWith("|") && next !== undefined && /^\|[ \t:|-]{0,300}$/.test(next.text) && next.text.includes("-");

const HEADING = /^(#{1,6})[ \t]{1,8}(\S.{0,300}?)[ \t#]{0,16}$/;
const ITEM = /^[ \t]{0,12}(?:[-*+]|\d{1,3}[.)])[ \t]{1,8}(?=\S)/;

function take(state: Reading, line: Line, kept: string): void {
  if (/^[ \t]{0,3}(?:```|~~~)/.test(line.text)) {
    close(state, kept);
    state.isCode = !state.isCode;
    return;
  }
  const [, marks, heading] = (!state.isCode && HEADING.exec(line.text)) || [];
  if (marks !== undefined && heading !== undefined)
    return takeHeading(state, { depth: marks.length, text: heading }, kept);
  if (line.text.trim() === "") return close(state, kept);
  const item = ITEM.exec(line.text)?.[0] ?? (line.text.startsWith("|") ? "|" : null);
  if (item !== null || state.open === null) close(state, kept);
  state.open ??= { from: line.from + (item?.length ?? 0), to: line.from };
  state.open.to = line.from + line.text.length;
}

function takeHeading(state: Reading, heading: Heading, kept: string): void {
  close(state, kept);
  state.sections = [...state.sections.filter(({ depth }) => depth < heading.depth), heading];
  state.headings.push(heading.text);
}

/** A paragraph ends: its sentences are what it says. */
function close(state: Reading, kept: string): void {
  const { open } = state;
  state.open = null;
  if (open === null) return;
  const sections = state.sections.map(({ text }) => text.toLowerCase());
  const paragraph = kept.slice(open.from, open.to);
  for (const { text, offset } of sentencesOf(paragraph)) {
    if (state.passages.length < PASSAGES_MAX) state.passages.push({ sections, text, offset: open.from + offset });
  }
}

const END_OF_SENTENCE = /[.!?]["')\]]{0,3}(?=\s)/g;

function sentencesOf(paragraph: string): readonly { readonly text: string; readonly offset: number }[] {
  const found = paragraph.matchAll(END_OF_SENTENCE).take(PASSAGES_MAX);
  const ends = found.map((match) => match.index + match[0].length).toArray();
  const cuts = [0, ...ends, paragraph.length];
  return cuts.slice(0, -1).flatMap((from, place) => {
    const raw = paragraph.slice(from, cuts[place + 1]);
    const text = wellCut(raw.trim());
    return !/[\p{L}\p{N}]/u.test(text) ? [] : [{ text, offset: from + raw.length - raw.trimStart().length }];
  });
}

const wellCut = (text: string): string =>
  text.length <= PASSAGE_LENGTH_MAX ? text : text.slice(0, PASSAGE_LENGTH_MAX).replace(/[\uD800-\uDBFF]$/, "");
