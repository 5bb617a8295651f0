import type { Json } from "./json.ts";
import { malformed } from "./snapshot-fault.ts";
import type { TextReader, TextWriter } from "./texts.ts";

/**
 * How the values of one field of many rows are laid out: next to each other, as in Apache Arrow and Parquet. An object is a column for each
 * of its fields, a list is its lengths and all its items, and a column of equal values is that one value.
 *
 * Rows by themselves would repeat every name and bracket for each of a million rows, and would all have to be built before the first
 * is asked for. Columns are checked as a whole when they are read, and a row is built when somebody wants it.
 */
export interface Column<T> {
  write(values: readonly T[], texts: TextWriter): Json;
  /** Checks a whole column. Throws `MalformedSnapshot`; what it gives never throws for a row in [0, rows). */
  read(json: unknown, place: ColumnPlace): RowReader<T>;
}

export type RowReader<T> = (row: number) => T;

/** Where a column is in the snapshot, how many rows it must have, and what its texts are. */
export interface ColumnPlace {
  readonly path: string;
  readonly rows: number;
  readonly texts: TextReader;
}

/** A list that repeats one value is written short, so a small text could ask for more memory than there is. */
export const ROWS_MAX = 2 ** 26;
/** Items of one list in one row. */
export const LIST_LENGTH_MAX = 2 ** 20;

export const within = (place: ColumnPlace, field: string, rows: number = place.rows): ColumnPlace => ({
  ...place,
  path: `${place.path}/${field}`,
  rows,
});

/** An object with exactly these fields. */
export function fieldsOf(json: unknown, names: readonly string[], path: string): Readonly<Record<string, unknown>> {
  const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
  const isExact =
    isObject && Object.keys(json).length === names.length && names.every((name) => Object.hasOwn(json, name));
  return isExact
    ? (json as Readonly<Record<string, unknown>>)
    : malformed(path, `an object with ${names.join(", ")}`, json);
}
