import { PlimsollError } from "@plimsoll/foundation";
import { regularFileText } from "../../cluster-tools/input/regular-file.ts";
import type { DataColumn } from "./run-options.ts";

/** A longer field is more than a regular expression can hold. */
const LINE_LENGTH_MAX = 1_000_000;
const NAMES_LENGTH_MAX = 300;

/**
 * A column of a CSV as numbers. The first line holds names where one of its fields is no number; a column is named by its name there, or by its place
 * from 1. Fields may stand in quotes. Throws `PROPHET_SERIES`, which names the line; `FILE_NOT_READABLE`; what the file system says.
 */
export function csvColumn({ file, column }: DataColumn): Float64Array {
  const lines = regularFileText(file)
    .split(/\r?\n/u)
    .map((line, at) => ({ line, at: at + 1 }))
    .filter(({ line }) => line.trim() !== "");
  const long = lines.find(({ line }) => line.length > LINE_LENGTH_MAX);
  if (long !== undefined)
    throw seriesFault(file, long.at, `at most ${LINE_LENGTH_MAX} characters`, `${long.line.length}`);
  const header = fieldsOf(lines[0]?.line ?? "");
  const hasNames = header.some((field) => !isNumber(field));
  const place = placeOf(header, hasNames, column);
  if (place === null)
    throw seriesFault(
      file,
      1,
      `the column ${column}`,
      `${header.length} columns${hasNames ? `: ${shortened(header.join(", "), NAMES_LENGTH_MAX)}` : ""}`,
    );
  const values = lines.slice(hasNames ? 1 : 0).map(({ line, at }) => {
    const field = fieldsOf(line)[place] ?? "nothing";
    if (!isNumber(field))
      throw seriesFault(file, at, `a number in column ${column}`, JSON.stringify(shortened(field, 60)));
    return Number(field);
  });
  if (values.length > 0) return Float64Array.from(values);
  throw seriesFault(file, lines.length + 1, "rows of numbers", "none");
}

function placeOf(header: readonly string[], hasNames: boolean, column: string): number | null {
  const named = hasNames ? header.indexOf(column) : -1;
  if (named >= 0) return named;
  const place = /^[1-9]\d{0,5}$/u.test(column) ? Number(column) - 1 : -1;
  return place >= 0 && place < header.length ? place : null;
}

/** RFC 4180, but for line ends in quotes. */
const FIELD = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu;

const fieldsOf = (line: string): readonly string[] =>
  [...line.matchAll(FIELD)].map(([, quoted, plain]) => (quoted?.replaceAll('""', '"') ?? plain ?? "").trim());

const shortened = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}…` : text);

const isNumber = (field: string): boolean => field !== "" && Number.isFinite(Number(field));

const seriesFault = (file: string, line: number, expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "PROPHET_SERIES",
    expected: `${expected} in line ${line} of "${file}"`,
    received,
    fix: "name a CSV with numbers in that column, csv:FILE:COLUMN, and leave out rows without one",
  });
