import { RerootingMap } from "@plimsoll/foundation";
import { type Column, type ColumnPlace, fieldsOf, type RowReader, ROWS_MAX, within } from "./column.ts";
import { malformed } from "./snapshot-fault.ts";
import type { Json } from "./json.ts";
import { integers } from "./scalar-columns.ts";
import type { TextReader, TextWriter } from "./texts.ts";

/** One map of the state: its keys in rising order, and its values in columns. */
export interface Table<K, V> {
  write(map: RerootingMap<K, V>, texts: TextWriter): Json;
  read(json: unknown, path: string, texts: TextReader): RerootingMap<K, V>;
}

/**
 * A table whose rows are built when they are first asked for. All of it is checked when it is read.
 *
 * @param keys a column that admits strictly rising keys alone
 */
export const tableOf = <K extends string, V extends object>(keys: Column<K>, values: Column<V>): Table<K, V> => ({
  write: (map, texts) => written(map, keys, values, texts),
  read(json, path, texts) {
    const { rows, keyAt, valueAt } = rowsOf(json, path, texts, keys, values);
    return RerootingMap.over({ size: rows, keyAt, valueAt });
  },
});

/** A small table, read at once. */
export const plainTableOf = <K extends string, V>(keys: Column<K>, values: Column<V>): Table<K, V> => ({
  write: (map, texts) => written(map, keys, values, texts),
  read(json, path, texts) {
    const { rows, keyAt, valueAt } = rowsOf(json, path, texts, keys, values);
    return RerootingMap.of(Array.from({ length: rows }, (_, row) => [keyAt(row), valueAt(row)] as const));
  },
});

function written<K, V>(map: RerootingMap<K, V>, keys: Column<K>, values: Column<V>, texts: TextWriter): Json {
  const entries = map.sorted();
  return {
    rows: entries.length,
    keys: keys.write(
      entries.map(([key]) => key),
      texts,
    ),
    values: values.write(
      entries.map(([, value]) => value),
      texts,
    ),
  };
}

interface Rows<K, V> {
  readonly rows: number;
  readonly keyAt: RowReader<K>;
  readonly valueAt: RowReader<V>;
}

function rowsOf<K extends string, V>(
  json: unknown,
  path: string,
  texts: TextReader,
  keys: Column<K>,
  values: Column<V>,
): Rows<K, V> {
  const columns = fieldsOf(json, ["rows", "keys", "values"], path);
  const rows = ROW_COUNT.read(columns["rows"], { path: `${path}/rows`, rows: 1, texts })(0);
  const place: ColumnPlace = { path, rows, texts };
  const keyAt = keys.read(columns["keys"], within(place, "keys"));
  return { rows, keyAt, valueAt: values.read(columns["values"], within(place, "values")) };
}

const ROW_COUNT = integers(0, ROWS_MAX);

/** Keys in strictly rising order: they are found by bisection, and none is there twice. */
export const rising = <K extends string>(keys: Column<K>): Column<K> => ({
  ...keys,
  read(json, place) {
    const keyAt = keys.read(json, place);
    let before = place.rows === 0 ? "" : keyAt(0);
    for (let row = 1; row < place.rows; row += 1) {
      const key = keyAt(row);
      if (key <= before) malformed(`${place.path}/${row}`, `a key after "${before}"`, key);
      before = key;
    }
    return keyAt;
  },
});
