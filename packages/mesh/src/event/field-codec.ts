import type { CborValue } from "./cbor.ts";
import { type ChainKey, chainKey } from "./event.ts";
import { interned } from "./interned.ts";

/**
 * How one field stands on the wire. `pack` throws a `TypeError` for a value that may not stand there, and `unpack` for
 * anything that `pack` does not make.
 */
export interface FieldCodec<T> {
  pack(value: T): CborValue;
  unpack(value: CborValue): T;
}

/** A whole number from `least` to 2^53 - 1. */
export const whole = (least = 0, most = Number.MAX_SAFE_INTEGER): FieldCodec<number> =>
  plain(
    (value): value is number => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
    `a whole number from ${least} to ${most}`,
  );

/** At most so many UTF-16 units. No byte order mark in front, which decoders of UTF-8 take away, and no lone surrogate. */
export const text = (longest: number): FieldCodec<string> => {
  const codec = plain(
    (value): value is string => typeof value === "string" && isText(value, longest),
    `a text of ${longest}`,
  );
  return { pack: (value) => codec.pack(value), unpack: (value) => interned(codec.unpack(value)) };
};

const isText = (value: string, longest: number): boolean =>
  value.length <= longest && value.isWellFormed() && !value.startsWith("\uFEFF");

export const bytes: FieldCodec<Uint8Array> = plain((value) => value instanceof Uint8Array, "a byte string");

/** A byte string of so many bytes on the wire, hexadecimal in memory. */
export const hexadecimal = (length: number): FieldCodec<string> => ({
  pack: (digits) => Buffer.from(digits, "hex"),
  unpack: (value) => {
    if (value instanceof Uint8Array && value.length === length) return hexOf(value);
    throw new TypeError(`a byte string of ${length}`);
  },
});

export const id = hexadecimal(32);

export const chain: FieldCodec<ChainKey> = {
  pack: (key) => key.split("/").map((part) => Buffer.from(part, "hex")),
  unpack: (value) => {
    const [author, incarnation, ...rest] = array(value);
    if (author === undefined || incarnation === undefined || rest.length > 0) throw new TypeError("a chain");
    return chainKey(id.unpack(author), hexadecimal(16).unpack(incarnation));
  },
};

export const orNull = <T>(codec: FieldCodec<T>): FieldCodec<T | null> => ({
  pack: (value) => (value === null ? null : codec.pack(value)),
  unpack: (value) => (value === null ? null : codec.unpack(value)),
});

/** Most lists of most events are empty. */
const NONE: readonly never[] = Object.freeze([]);

export const listOf = <T>(codec: FieldCodec<T>): FieldCodec<readonly T[]> => ({
  pack: (values) => values.map((value) => codec.pack(value)),
  unpack: (value) => {
    const items = array(value);
    return items.length === 0 ? NONE : items.map((item) => codec.unpack(item));
  },
});

/** The fields of a record, in the order in which they stand in its array. */
export type FieldTable<T> = { readonly [F in keyof T]-?: FieldCodec<T[F]> };

export function record<T extends object>(table: FieldTable<T>): FieldCodec<T> {
  const fields = Object.entries(table) as [keyof T, FieldCodec<T[keyof T]>][];
  return {
    pack: (value) => fields.map(([name, codec]) => codec.pack(value[name])),
    unpack: (value) => {
      const items = array(value);
      if (items.length !== fields.length) throw new TypeError(`${fields.length} fields, got ${items.length}`);
      const taken: Partial<T> = {};
      fields.forEach(([name, codec], place) => (taken[name] = codec.unpack(items[place] as CborValue)));
      return taken as T;
    },
  };
}

function plain<T extends CborValue>(is: (value: CborValue) => value is T, expected: string): FieldCodec<T>;
function plain(is: (value: CborValue) => boolean, expected: string): FieldCodec<never>;
function plain(is: (value: CborValue) => boolean, expected: string): FieldCodec<CborValue> {
  const checked = (value: CborValue): CborValue => {
    if (is(value)) return value;
    throw new TypeError(`expected ${expected}`);
  };
  return { pack: checked, unpack: checked };
}

function array(value: CborValue): readonly CborValue[] {
  if (Array.isArray(value)) return value as readonly CborValue[];
  throw new TypeError("an array");
}

const hexOf = (value: Uint8Array): string =>
  interned(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex"));
