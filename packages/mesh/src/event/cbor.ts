import { decode, encode } from "cborg";

/**
 * The values that events are made of: whole numbers from 0 to 2^53 - 1, byte strings, texts, null and arrays. No maps, no
 * floats and no tags, so that there is one encoding of each value and a reader of a hundred lines can check it.
 */
export type CborValue = number | string | Uint8Array | null | readonly CborValue[];

/** Deterministic CBOR (RFC 8949 §4.2.1). */
export const encodeCbor = (value: CborValue): Uint8Array => encode(value);

/** The value, or undefined unless the bytes are exactly what `encodeCbor` makes of it. */
export function decodeCbor(bytes: Uint8Array): CborValue | undefined {
  try {
    const value: unknown = decode(bytes, STRICT);
    return isPlain(value) && sameBytes(encodeCbor(value), bytes) ? value : undefined;
  } catch {
    return undefined;
  }
}

const STRICT = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
} as const;

/** Arrays within arrays, at most: what is deeper would end some reader's stack. */
const DEPTH_MAX = 16;

function isPlain(value: unknown, depth = 0): value is CborValue {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0;
  if (Array.isArray(value)) return depth < DEPTH_MAX && value.every((item) => isPlain(item, depth + 1));
  return value === null || typeof value === "string" || value instanceof Uint8Array;
}

export const sameBytes = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0;
