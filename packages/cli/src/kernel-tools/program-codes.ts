import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What a page of the specification says of a code of the program. */
export interface ProgramCode {
  /** Of its table; null where running text alone tells of it. */
  readonly meaning: string | null;
  /** The words of that text; null where a table has a meaning. */
  readonly sentence: string | null;
  readonly page: string;
}

/** The specification of a checkout; a program that was installed elsewhere has none. */
const SPECIFICATION = fileURLToPath(new URL("../../../../spec", import.meta.url));

/** A row of a table of codes: one or several codes, and what they mean. */
const ROW = /^\| (?<codes>`[A-Z][A-Z0-9_]+`(?:, `[A-Z][A-Z0-9_]+`)*) \| (?<meaning>[^|]+) \|/gm;
const CODE = /`([A-Z][A-Z0-9_]+)`/g;

/** Every code of which the pages tell: in tables, else anywhere in code letters. */
export function programCodes(folder = SPECIFICATION): ReadonlyMap<string, readonly ProgramCode[]> {
  const pages = pagesIn(folder);
  return new Map([...byCode(pages.flatMap(toldInText)), ...byCode(pages.flatMap(toldInTables))]);
}

interface Page {
  readonly page: string;
  readonly text: string;
}

const pagesIn = (folder: string): readonly Page[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith(".md"))
    .toSorted()
    .map((name) => ({ page: `spec/${name}`, text: readFileSync(`${folder}/${name}`, "utf8") }));

type Told = readonly [code: string, told: ProgramCode];

const toldInTables = ({ page, text }: Page): readonly Told[] =>
  [...text.matchAll(ROW)].flatMap(({ groups: { codes = "", meaning = "" } = {} }) =>
    codesIn(codes).map((code): Told => [code, { meaning, sentence: null, page }]),
  );

/** A single word in code letters is rather a word than a code. Of a page the first sentence that tells of it, before any list of codes. */
const toldInText = ({ page, text }: Page): readonly Told[] => {
  const sentences = sentencesIn(text).toSorted((left, right) => Number(isList(left)) - Number(isList(right)));
  const first = new Map(
    sentences.toReversed().flatMap((sentence) => codesIn(sentence).map((code) => [code, sentence] as const)),
  );
  return [...first]
    .filter(([code]) => code.includes("_"))
    .map(([code, sentence]): Told => [code, { meaning: null, sentence, page }]);
};

/** Rules, rows and paragraphs are one line each before they are cut at the ends of sentences. */
const sentencesIn = (text: string): readonly string[] =>
  text.split(/\n(?=\s*(?:- |\||#|\n))/).flatMap((block) => plain(block).split(/(?<=[.;]) (?=[A-Z`])/));

/** Without the marks of a list and of emphasis. */
const plain = (block: string): string => block.replaceAll(/\s+/g, " ").replace(/^ ?- /, "").replaceAll("**", "").trim();

/** A line that says no more than which codes there are. */
const isList = (sentence: string): boolean => /^Codes\b/.test(sentence);

const codesIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(CODE)].map(([, code = ""]) => code)),
];

const byCode = (all: readonly Told[]): ReadonlyMap<string, readonly ProgramCode[]> =>
  new Map([...Map.groupBy(all, ([code]) => code)].map(([code, told]) => [code, told.map(([, each]) => each)]));
