import { CborReader } from "./cbor-reader.ts";
import { CborWriter } from "./cbor-writer.ts";

/**
 * The values that events are made of: whole numbers from 0 to 2^53 - 1, byte strings, texts, null and arrays. No maps, no
 * floats and no tags, so that there is one encoding of each value and a reader of a hundred lines can check it.
 */
export type CborValue = number | string | Uint8Array | null | readonly CborValue[];

/** Arrays within arrays, at most: what is deeper would end some reader's stack. */
export const DEPTH_MAX = 16;

const writer = new CborWriter();

/** Deterministic CBOR (RFC 8949 §4.2.1), in bytes of its own. Throws a `TypeError` for what is no such value. */
export const encodeCbor = (value: CborValue): Uint8Array => writer.encoded(value);

/** The value, or undefined unless the bytes are exactly what `encodeCbor` makes of it. Byte strings in it are views of the bytes. */
export function decodeCbor(bytes: Uint8Array): CborValue | undefined {
  try {
    return new CborReader(bytes).whole();
  } catch (fault) {
    if (fault instanceof TypeError) return undefined;
    throw fault;
  }
}

export const sameBytes = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0;
