import type { Digest } from "@plimsoll/foundation";
import { type Column, type ColumnPlace, fieldsOf, type RowReader, within } from "./column.ts";
import { malformed } from "./snapshot-fault.ts";
import { packedDigests, readPackedDigests } from "./packed-digests.ts";
import { packedNames, readPackedNames } from "./packed-names.ts";
import type { TextKind } from "./texts.ts";

/** Whole numbers in [minimum, maximum]. */
export function integers(minimum = 0, maximum: number = Number.MAX_SAFE_INTEGER): Column<number> {
  const expected = `a whole number from ${minimum} to ${maximum}`;
  const admits = (value: unknown): value is number =>
    Number.isSafeInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
  return {
    write: (values) => oneOrAll(values),
    read(json, { path, rows }) {
      if (typeof json === "number") return admits(json) ? () => json : malformed(path, expected, json);
      const values = listOf(json, rows, path);
      for (let row = 0; row < rows; row += 1)
        if (!admits(values[row])) malformed(`${path}/${row}`, expected, values[row]);
      return (row) => values[row] as number;
    },
  };
}

/** Some of a few numbers. */
export const numbersOf = <const T extends number>(...choices: readonly T[]): Column<T> => ({
  write: (values) => oneOrAll(values),
  read(json, place) {
    const read = ANY_INTEGER.read(json, place) as RowReader<T>;
    for (let row = 0; row < place.rows; row += 1)
      if (!choices.includes(read(row))) malformed(place.path, `one of ${choices.join(", ")}`, read(row));
    return read;
  },
});

const ANY_INTEGER = integers();

const oneOrAll = <T extends number>(values: readonly T[]): T | readonly T[] => {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : values;
};

function listOf(json: unknown, rows: number, path: string): readonly unknown[] {
  return Array.isArray(json) && json.length === rows ? json : malformed(path, `a list of ${rows}`, json);
}

/** `true`, `false`, or a digit 1 or 0 for every row. */
export const flags: Column<boolean> = {
  write: (values) => {
    const [first] = values;
    return first !== undefined && values.every((value) => value === first)
      ? first
      : values.map((value) => (value ? "1" : "0")).join("");
  },
  read(json, { path, rows }) {
    if (typeof json === "boolean") return () => json;
    if (typeof json !== "string" || json.length !== rows || !/^[01]*$/.test(json))
      return malformed(path, `${rows} digits 0 or 1`, json);
    return (row) => json.charCodeAt(row) === ONE;
  },
};

const ONE = 0x31;

/** Names by their place among the names of the snapshot. */
export const texts = <T extends string>(kind: TextKind): Column<T> => ({
  write: (values, written) => oneOrAll(values.map(written.placeOf)),
  read(json, place) {
    const placeAt = placesIn(json, place);
    for (let row = 0; row < place.rows; row += 1) place.texts.check(placeAt(row), kind, place.path);
    return (row) => place.texts.at(placeAt(row)) as T;
  },
});

const placesIn = (json: unknown, place: ColumnPlace): RowReader<number> =>
  integers(0, place.texts.size - 1).read(json, place);

/** Digests by their place among the digests of the snapshot. */
export const digests: Column<Digest> = {
  write: (values, texts) => oneOrAll(values.map(texts.placeOfDigest)),
  read(json, place) {
    const placeAt = integers(0, place.texts.digestsSize - 1).read(json, place);
    return (row) => place.texts.digestAt(placeAt(row));
  },
};

/** Names that stand nowhere else, in strictly rising order: the ids of commands. */
export const ownNames: Column<string> = {
  write: (values) => packedNames(values),
  read: (json, { path, rows }) => readPackedNames(json, rows, path),
};

/** Digests that stand nowhere else. */
export const ownDigests: Column<string> = {
  write: (values) => packedDigests(values),
  read(json, { path, rows }) {
    const { size, at } = readPackedDigests(json, path);
    return size === rows ? at : malformed(path, `${rows} digests`, json);
  },
};

/** One of a closed set of words: those that occur, and which of them each row has. */
export function words<T extends string>(kind: TextKind): Column<T> {
  return {
    write(values, texts) {
      const used = [...new Set(values)];
      const places = new Map(used.map((word, index) => [word, index]));
      return {
        words: used,
        at: ANY_INTEGER.write(
          values.map((word) => places.get(word) ?? 0),
          texts,
        ),
      };
    },
    read(json, place) {
      const written = fieldsOf(json, ["words", "at"], place.path);
      const used = wordsIn(written["words"], kind, `${place.path}/words`);
      const at = integers(0, used.length - 1).read(written["at"], within(place, "at"));
      return (row) => used[at(row)] as T;
    },
  };
}

function wordsIn(json: unknown, kind: TextKind, path: string): readonly string[] {
  if (!Array.isArray(json)) return malformed(path, "a list of words", json);
  const strange = json.findIndex((word) => typeof word !== "string" || !kind.admits(word));
  return strange < 0 ? (json as string[]) : malformed(`${path}/${strange}`, kind.expected, json[strange]);
}
