import { err } from "@plimsoll/foundation";
import { isRecord, type Peeked, within } from "./peek.ts";
import { tally, type Tallied } from "./run-log.ts";

/** Fields by which a row says whether its trial succeeded. Exactly one of them, spelt alike in all rows: nobody chooses afterwards. */
export const SUCCESS_NAMES = ["success", "passed", "correct", "pass", "ok"] as const;

const NAMES: ReadonlySet<string> = new Set(SUCCESS_NAMES);
const isSuccessName = (name: string): boolean => NAMES.has(name.trim().toLowerCase());

const ASKED = `one field of ${SUCCESS_NAMES.slice(0, -1).join(", ")} or ${SUCCESS_NAMES.at(-1)}, the same in every line, with true, false, 1 or 0`;

/** What is counted, in words: a log that is none of these is told so. */
export const COUNTABLE = `a log of Inspect, lm-evaluation-harness, promptfoo or garak, or JSON Lines or CSV with ${ASKED}`;

/**
 * Rows of trials, as JSON Lines that any tool can write: true and 1 in their success field succeed, false and 0 do not. Anything else,
 * and a row without the field, is undecided.
 */
export function tallyRows(rows: readonly Peeked[]): Tallied {
  const records = rows.filter(isRecord);
  const fields = new Set(records.flatMap((row) => Object.keys(row).filter(isSuccessName)));
  const [field, other] = [...fields];
  if (other !== undefined) return err(`expected ${ASKED}; got ${named([...fields])}`);
  if (field === undefined) return err(`expected ${COUNTABLE}; got rows with ${named(Object.keys(records[0] ?? {}))}`);
  return countOf(rows.map((row) => decided(within(row, field))));
}

const decided = (value: Peeked | undefined): boolean | null =>
  value === true || value === 1 ? true : value === false || value === 0 ? false : null;

/** RFC 4180 with a header that has one success column: true, 1, yes or pass; false, 0, no or fail; all else is undecided. */
export function tallyCsv(text: string): Tallied {
  const [header = [], ...rows] = csvRows(text);
  const columns = header.flatMap((name, place) => (isSuccessName(name) ? [place] : []));
  const [column, other] = columns;
  if (other !== undefined) return err(`expected ${ASKED}; got ${named(columns.map((place) => header[place] ?? ""))}`);
  if (column === undefined) return err(`expected ${COUNTABLE}; got a first line with ${named(header)}`);
  const isUneven = rows.some(({ length }) => length !== header.length);
  return isUneven
    ? err("a row of it has another number of fields than its header")
    : countOf(rows.map((row) => said(row[column])));
}

const NAMES_SHOWN = 6;

/** Names from outside, for people: no more than a few, and none that would not print. */
function named(names: readonly string[]): string {
  const shown = names
    .slice(0, NAMES_SHOWN)
    .map((name) => (/^[\w .:/-]{1,40}$/.test(name) ? name.trim() : "(another name)"));
  return shown.length === 0 ? "no field" : `${shown.join(", ")}${names.length > NAMES_SHOWN ? ", …" : ""}`;
}

function countOf(values: readonly (boolean | null)[]): Tallied {
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
