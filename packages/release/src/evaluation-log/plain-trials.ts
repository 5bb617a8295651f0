import { err } from "@plimsoll/foundation";
import { type Peeked, within } from "./peek.ts";
import { tally, type Tallied } from "./run-log.ts";

/** Rows of trials, each with its `success`: JSON Lines that any tool can write. Anything but true and false is undecided. */
export const tallyRows = (rows: readonly (Peeked | undefined)[]): Tallied =>
  rows.includes(undefined) ? err("a line of it is no JSON") : countOf(rows.map((row) => within(row, "success")));

/** RFC 4180 with a header that has a column `success`: true, 1, yes or pass; false, 0, no or fail; all else is undecided. */
export function tallyCsv(text: string): Tallied {
  const [header, ...rows] = csvRows(text);
  const column = header?.findIndex((name) => name.trim().toLowerCase() === "success") ?? -1;
  if (header === undefined || column === -1) return err("its header has no column success");
  const isUneven = rows.some(({ length }) => length !== header.length);
  return isUneven
    ? err("a row of it has another number of fields than its header")
    : countOf(rows.map((row) => said(row[column])));
}

function countOf(values: readonly (Peeked | undefined)[]): Tallied {
  const [successes, failures] = [true, false].map((wanted) => values.filter((value) => value === wanted).length);
  const undecided = values.length - (successes ?? 0) - (failures ?? 0);
  return tally({ trials: values.length, successes: successes ?? 0, undecided });
}

const YES: ReadonlySet<string> = new Set(["true", "1", "yes", "pass", "passed"]);
const NO: ReadonlySet<string> = new Set(["false", "0", "no", "fail", "failed"]);

function said(field: string | undefined): boolean | null {
  const word = (field ?? "").trim().toLowerCase();
  return YES.has(word) ? true : NO.has(word) ? false : null;
}

/** Fields may be in quotation marks, and then hold commas, line breaks and doubled marks. Empty lines are no rows. */
function csvRows(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  for (let place = 0; place <= text.length;) {
    const field = text[place] === '"' ? quotedField(text, place) : bareField(text, place);
    rows.at(-1)?.push(field.text);
    if (text[field.end] === "\n") rows.push([]);
    place = field.end + 1;
  }
  return rows.filter((row) => row.length > 1 || row[0] !== "");
}

interface Field {
  readonly text: string;
  readonly end: number;
}

const BARE = /[^,\n]*/y;

function bareField(text: string, from: number): Field {
  BARE.lastIndex = from;
  const field = BARE.exec(text)?.[0] ?? "";
  return { text: field, end: from + field.length };
}

function quotedField(text: string, from: number): Field {
  let end = from + 1;
  while (end < text.length && (text[end] !== '"' || text[end + 1] === '"')) end += text[end] === '"' ? 2 : 1;
  const behind = bareField(text, Math.min(end + 1, text.length));
  return { text: text.slice(from + 1, end).replaceAll('""', '"') + behind.text, end: behind.end };
}
