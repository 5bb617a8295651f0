import { err } from "@plimsoll/foundation";
import { oneText } from "./one-text.ts";
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
  return countOf(rows.map((row) => ({ key: keyOf(row), value: decided(within(row, field)) })));
}

/** Fields that say which trial a row is of, and which of several attempts at it. */
const TRIAL_NAMES = new Set(["id", "trial", "trial_id", "sample", "sample_id", "case_id", "item_id", "doc_id", "uuid"]);
const ATTEMPT_NAMES = new Set(["attempt", "epoch", "repeat", "repetition", "run", "seed"]);

/** Rows of one key are one trial; null of a row that does not say. */
function keyOf(row: Peeked): string | null {
  if (!isRecord(row)) return null;
  const named = (names: ReadonlySet<string>): readonly Peeked[] =>
    Object.keys(row)
      .filter((name) => names.has(name.trim().toLowerCase()))
      .toSorted()
      .map((name) => [name.trim().toLowerCase(), row[name] ?? null]);
  const trial = named(TRIAL_NAMES);
  return trial.length === 0 ? null : oneText([...trial, ...named(ATTEMPT_NAMES)]);
}

const decided = (value: Peeked | undefined): boolean | null =>
  value === true || value === 1 ? true : value === false || value === 0 ? false : null;

/** RFC 4180 with a header that has one success column: true, 1, yes or pass; false, 0, no or fail; all else is undecided. */
export function tallyCsv(text: string): Tallied {
  const table = csvRows(text);
  if (table === null) return err("a field of it opens a quotation mark that is not closed, or goes on behind it");
  const [header = [], ...rows] = table;
  const columns = header.flatMap((name, place) => (isSuccessName(name) ? [place] : []));
  const [column, other] = columns;
  if (other !== undefined) return err(`expected ${ASKED}; got ${named(columns.map((place) => header[place] ?? ""))}`);
  if (column === undefined) return err(`expected ${COUNTABLE}; got a first line with ${named(header)}`);
  const isUneven = rows.some(({ length }) => length !== header.length);
  return isUneven
    ? err("a row of it has another number of fields than its header")
    : countOf(rows.map((row) => ({ key: keyOf(recordOf(header, row)), value: said(row[column]) })));
}

/** Rows of a table by the names in its first line; none of what is no table. */
export function csvRecords(text: string): readonly Peeked[] {
  const [header = [], ...rows] = csvRows(text) ?? [];
  return rows.map((row) => recordOf(header, row));
}

const recordOf = (header: readonly string[], row: readonly string[]): { readonly [name: string]: Peeked } =>
  Object.fromEntries(header.map((name, place) => [name, row[place] ?? ""]));

const NAMES_SHOWN = 6;

/** Names from outside, for people: no more than a few, and none that would not print. */
function named(names: readonly string[]): string {
  const shown = names
    .slice(0, NAMES_SHOWN)
    .map((name) => (/^[\w .:/-]{1,40}$/.test(name) ? name.trim() : "(another name)"));
  return shown.length === 0 ? "no field" : `${shown.join(", ")}${names.length > NAMES_SHOWN ? ", …" : ""}`;
}

interface Row {
  readonly key: string | null;
  readonly value: boolean | null;
}

/** A trial that stands in several rows is one: the first of them counts, where all say the same, and the others are undecided. */
function onceEach(rows: readonly Row[]): readonly (boolean | null)[] {
  const known = new Map<string, { readonly value: boolean | null; isOne: boolean }>();
  for (const { key, value } of rows) {
    const before = key === null ? undefined : known.get(key);
    if (before !== undefined) before.isOne &&= before.value === value;
    else if (key !== null) known.set(key, { value, isOne: true });
  }
  const counted = new Set<string>();
  return rows.map(({ key, value }) => {
    if (key === null) return value;
    const isFirst = !counted.has(key);
    counted.add(key);
    return isFirst && known.get(key)?.isOne === true ? value : null;
  });
}

function countOf(rows: readonly Row[]): Tallied {
  const values = onceEach(rows);
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

/**
 * Fields may be in quotation marks, and then hold commas, line breaks and doubled marks. Empty lines are no rows. Null where a mark is
 * not closed, or something stands behind it: which rows there are would then be anybody's guess.
 */
function csvRows(text: string): readonly (readonly string[])[] | null {
  const rows: string[][] = [[]];
  for (let place = 0; place <= text.length;) {
    const field = text[place] === '"' ? quotedField(text, place) : bareField(text, place);
    if (field === null) return null;
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

function quotedField(text: string, from: number): Field | null {
  let end = from + 1;
  while (end < text.length && (text[end] !== '"' || text[end + 1] === '"')) end += text[end] === '"' ? 2 : 1;
  if (end >= text.length || bareField(text, end + 1).text !== "") return null;
  return { text: text.slice(from + 1, end).replaceAll('""', '"'), end: end + 1 };
}
