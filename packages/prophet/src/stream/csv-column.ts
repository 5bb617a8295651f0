import { PlimsollError } from "@plimsoll/foundation";

/** One column of numbers. */
export interface CsvColumn {
  readonly values: Float64Array;
  /** Rows without a number in the column: an empty field, a word, or a row that ends before it. */
  readonly missing: number;
}

/**
 * The numbers of one column of a table with a head, in order (RFC 4180, with LF or CRLF; quoted fields may hold commas, line ends and doubled
 * quotes). Rows without a number there are left out and counted; blank lines are no rows.
 * @throws PlimsollError `PROPHET_CSV` where there is no such column, where it has no number, or where a quote is not closed
 */
export function csvColumn(text: string, column: string): CsvColumn {
  const rows = csvRows(text);
  const head = rows.next().value ?? [];
  const place = head.indexOf(column);
  if (place < 0) throw csvFault(`a column among ${head.join(", ")}`, column, "name a column of the table's head");
  const fields = Array.from(rows, (row) => numberOf(row[place] ?? ""));
  const values = Float64Array.from(fields.filter((value) => value !== null));
  if (values.length === 0) throw csvFault(`a number in the column ${column}`, "none", "name a column of numbers");
  return { values, missing: fields.length - values.length };
}

/** One way to read any run of digits: with `\d+\.?\d*` a long one that ends in a letter would be tried in every way to cut it. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

function numberOf(field: string): number | null {
  const trimmed = field.trim();
  const value = NUMBER.test(trimmed) ? Number(trimmed) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

/** A field up to a comma, a line's end or the text's end; a quoted one with doubled quotes in it, and what stands after its last quote. */
const FIELD = /(?:"([^"]*(?:""[^"]*)*)"([^,"\r\n]*)|([^,\r\n]*))(,|\r\n|\n|\r|$)/y;

const BYTE_ORDER_MARK = "\uFEFF";

function* csvRows(text: string): Generator<readonly string[], undefined> {
  let row: string[] = [];
  let at = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  while (at < text.length) {
    FIELD.lastIndex = at;
    const match = FIELD.exec(text);
    const [whole = "", quoted, after = "", plain = "", end = ""] = match ?? [];
    if (match === null || plain.startsWith('"'))
      throw csvFault(
        "quoted fields that are closed",
        `one at place ${at} that is not`,
        "close the quotes of the field",
      );
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"') + after);
    at += whole.length;
    // A comma as the very last character is followed by an empty field.
    if (end === "," && at < text.length) continue;
    if (end === ",") row.push("");
    if (row.length > 1 || row[0] !== "") yield row;
    row = [];
  }
}

const csvFault = (expected: string, received: string, fix: string): PlimsollError =>
  new PlimsollError({ code: "PROPHET_CSV", expected, received, fix });
