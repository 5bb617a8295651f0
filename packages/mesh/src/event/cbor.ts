import { CborReader } from "./cbor-reader.ts";
import type { CborValue } from "./cbor-value.ts";
import { CborWriter } from "./cbor-writer.ts";

export type { CborValue } from "./cbor-value.ts";

const writer = new CborWriter();

/** Deterministic CBOR (RFC 8949 §4.2.1), in bytes of its own. Throws a `TypeError` for what is no such value. */
export const encodeCbor = (value: CborValue): Uint8Array => writer.encoded(value);

/** The array of items that are encoded already. */
export const joinCbor = (items: readonly Uint8Array[]): Uint8Array => writer.joined(items);

/** Values in one message at most, arrays counted: a value of one byte takes a hundred in memory (ME-564). */
const VALUES_MAX = 2 ** 18;

/**
 * The value, or undefined unless the bytes are exactly what `encodeCbor` makes of it and it has at most so many values in it, arrays
 * counted. Byte strings in it are views of the bytes.
 */
export const decodeCbor = (bytes: Uint8Array, valuesMax = VALUES_MAX): CborValue | undefined =>
  unlessMalformed(() => new CborReader(bytes, valuesMax).whole());

/** The first item of an array, without a look at those behind it. Undefined where there is none. */
export function firstItem(bytes: Uint8Array): CborValue | undefined {
  return unlessMalformed(() => {
    const reader = new CborReader(bytes);
    reader.enter();
    return reader.next();
  });
}

function unlessMalformed(read: () => CborValue): CborValue | undefined {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof TypeError) return undefined;
    throw fault;
  }
}

export const sameBytes = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0;
