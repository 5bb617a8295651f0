import { CborReader } from "./cbor-reader.ts";
import type { CborValue } from "./cbor-value.ts";
import { CborWriter } from "./cbor-writer.ts";

export type { CborValue } from "./cbor-value.ts";

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
