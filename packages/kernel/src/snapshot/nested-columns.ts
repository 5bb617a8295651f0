import {
  type Column,
  type ColumnPlace,
  fieldsOf,
  LIST_LENGTH_MAX,
  type RowReader,
  ROWS_MAX,
  within,
} from "./column.ts";
import { malformed } from "./snapshot-fault.ts";
import { flags, integers } from "./scalar-columns.ts";
import type { TextWriter } from "./texts.ts";

/** A column for every field: one that is forgotten here does not compile. */
export type Columns<T> = { readonly [K in keyof T]-?: Column<T[K]> };

/** Objects with exactly these fields. */
export function objects<T extends object>(columns: Columns<T>): Column<T> {
  const fields = Object.entries(columns) as [keyof T & string, Column<T[keyof T]>][];
  const names = fields.map(([name]) => name);
  return {
    write: (values, texts) =>
      Object.fromEntries(
        fields.map(([name, column]) => [
          name,
          column.write(
            values.map((value) => value[name]),
            texts,
          ),
        ]),
      ),
    read(json, place) {
      const written = fieldsOf(json, names, place.path);
      return builder(
        names,
        fields.map(([name, column]) => column.read(written[name], within(place, name))),
      );
    },
  };
}

function builder<T extends object>(names: readonly string[], readers: readonly RowReader<unknown>[]): RowReader<T> {
  return (row) => {
    const value: Record<string, unknown> = {};
    for (let field = 0; field < names.length; field += 1)
      value[names[field] as string] = (readers[field] as RowReader<unknown>)(row);
    return value as T;
  };
}

/** Rows that have a value, and the values of those. */
export const nullable = <T>(inner: Column<T>): Column<T | null> => ({
  write: (values, texts) => ({
    present: flags.write(
      values.map((value) => value !== null),
      texts,
    ),
    values: inner.write(
      values.filter((value) => value !== null),
      texts,
    ),
  }),
  read(json, place) {
    const written = fieldsOf(json, ["present", "values"], place.path);
    const present = flags.read(written["present"], within(place, "present"));
    const ranks = ranksOf(present, place.rows);
    const read = inner.read(written["values"], within(place, "values", ranks.total));
    return (row) => (present(row) ? read(ranks.of(row)) : null);
  },
});

/**
 * How many chosen rows come before a row: where its value is in a column of the chosen alone. Nothing is set aside where all or none are
 * chosen, because that is written short and could stand for more rows than there is memory.
 */
function ranksOf(isChosen: RowReader<boolean>, rows: number): { total: number; of: RowReader<number> } {
  let total = 0;
  for (let row = 0; row < rows; row += 1) if (isChosen(row)) total += 1;
  if (total === rows || total === 0) return { total, of: (row) => row };
  const ranks = new Uint32Array(rows);
  for (let row = 1; row < rows; row += 1) ranks[row] = (ranks[row - 1] as number) + (isChosen(row - 1) ? 1 : 0);
  return { total, of: (row) => ranks[row] as number };
}

/** Lists, as their lengths and all their items one after the other. */
export const lists = <T>(inner: Column<T>): Column<readonly T[]> => ({
  write: (values, texts) => ({
    lengths: LENGTHS.write(
      values.map(({ length }) => length),
      texts,
    ),
    items: inner.write(values.flat(), texts),
  }),
  read(json, place) {
    const written = fieldsOf(json, ["lengths", "items"], place.path);
    const length = LENGTHS.read(written["lengths"], within(place, "lengths"));
    const starts = startsOf(length, within(place, "lengths"));
    const read = inner.read(written["items"], within(place, "items", starts.total));
    return (row) => {
      const items: T[] = [];
      for (let item = starts.of(row), end = item + length(row); item < end; item += 1) items.push(read(item));
      return items;
    };
  },
});

const LENGTHS = integers(0, LIST_LENGTH_MAX);

/** Where the items of every row begin. Nothing is set aside where all rows have as many. */
function startsOf(length: RowReader<number>, { path, rows }: ColumnPlace): { total: number; of: RowReader<number> } {
  const first = rows === 0 ? 0 : length(0);
  let total = 0;
  let isEven = true;
  for (let row = 0; row < rows; row += 1) {
    total += length(row);
    isEven &&= length(row) === first;
    if (total > ROWS_MAX) malformed(path, `at most ${ROWS_MAX} items`, total);
  }
  if (isEven) return { total, of: (row) => row * first };
  const starts = new Uint32Array(rows);
  for (let row = 1; row < rows; row += 1) starts[row] = (starts[row - 1] as number) + length(row - 1);
  return { total, of: (row) => starts[row] as number };
}

/** Objects that hold some of many names, in the order of the names. */
export function records<K extends string, V>(
  names: Column<K>,
  inner: Column<V>,
): Column<Readonly<Partial<Record<K, V>>>> {
  const entries = lists(objects<Entry<K, V>>({ name: names, value: inner }));
  return {
    write: (values, texts) => entries.write(values.map(entriesOf<K, V>), texts),
    read(json, place) {
      const read = entries.read(json, place);
      for (let row = 0; row < place.rows; row += 1) checkRising(read(row), place.path);
      return (row) =>
        Object.fromEntries(read(row).map(({ name, value }) => [name, value])) as Readonly<Partial<Record<K, V>>>;
    },
  };
}

interface Entry<K, V> {
  readonly name: K;
  readonly value: V;
}

const entriesOf = <K extends string, V>(record: Readonly<Partial<Record<K, V>>>): Entry<K, V>[] =>
  Object.keys(record)
    .toSorted()
    .map((name) => ({ name: name as K, value: record[name as K] as V }));

function checkRising(entries: readonly Entry<string, unknown>[], path: string): void {
  for (let index = 1; index < entries.length; index += 1) {
    const { name } = entries[index] as Entry<string, unknown>;
    if ((entries[index - 1] as Entry<string, unknown>).name >= name) malformed(path, "names in rising order", name);
  }
}

type Variants<Tag extends string, T> = T extends { readonly [N in Tag]: infer Name extends string }
  ? { readonly [N in Name]: Column<Omit<T, Tag>> }
  : never;
type Together<U> = (U extends unknown ? (each: U) => void : never) extends (all: infer All) => void ? All : never;

/** One of several objects, told apart by the text under `tag`: which, and a column of each. */
export function unions<Tag extends string, T extends { readonly [N in Tag]: string }>(
  tag: Tag,
  tags: Column<T[Tag]>,
  variants: Together<Variants<Tag, T>>,
): Column<T> {
  const columns = Object.entries(variants as Readonly<Record<string, Column<object>>>);
  const names = columns.map(([name]) => name);
  const chosen = (values: readonly T[], name: string) => values.filter((value) => value[tag] === name);
  const writeVariants = (values: readonly T[], texts: TextWriter) =>
    columns.map(([name, column]) => [name, column.write(chosen(values, name), texts)] as const);
  return {
    write: (values, texts) => ({
      [tag]: tags.write(
        values.map((value) => value[tag]),
        texts,
      ),
      ...Object.fromEntries(writeVariants(values, texts)),
    }),
    read(json, place) {
      const written = fieldsOf(json, [tag, ...names], place.path);
      const tagOf = tags.read(written[tag], within(place, tag));
      const readers = new Map(columns.map(([name, column]) => [name, variantReader(written[name], column, name)]));
      return (row) => {
        const name = tagOf(row);
        return { [tag]: name, ...(readers.get(name) as RowReader<object>)(row) } as unknown as T;
      };

      function variantReader(columnJson: unknown, column: Column<object>, name: string): RowReader<object> {
        const ranks = ranksOf((row) => tagOf(row) === name, place.rows);
        const read = column.read(columnJson, within(place, name, ranks.total));
        return (row) => read(ranks.of(row));
      }
    },
  };
}
