import { isUtf8 } from "node:buffer";

/** What events, genesis and certificates are made of (spec/mesh.md, ME-1). No maps, floats, tags or negative numbers. */
export type CborValue = number | string | Buffer | null | readonly CborValue[];

/** Arrays within one another at most. Known kinds need 5; a reader without a limit breaks where its stack ends. */
export const CBOR_DEPTH_MAX = 16;

const NULL = 0xf6;
const [WHOLE, BYTES, TEXT, ARRAY] = [0, 2, 3, 4];

/**
 * `undefined` unless the bytes are exactly the deterministic encoding (RFC 8949 §4.2.1) of one such value.
 *
 * @param most values in it, it and every array counted
 */
export function readCbor(bytes: Buffer, most = Number.POSITIVE_INFINITY): CborValue | undefined {
  const reader = new CborReader(bytes, most);
  const value = reader.value(0);
  return reader.at === bytes.length ? value : undefined;
}

/** Every method gives `undefined` for what is not canonical; what comes after it is not read. */
class CborReader {
  at = 0;
  readonly #bytes: Buffer;
  readonly #most: number;
  #read = 0;

  constructor(bytes: Buffer, most: number) {
    this.#bytes = bytes;
    this.#most = most;
  }

  value(depth: number): CborValue | undefined {
    this.#read += 1;
    if (this.#read > this.#most) return undefined;
    const first = this.#bytes[this.at] ?? 0xff;
    this.at += 1;
    if (first === NULL) return null;
    const argument = this.#argument(first & 31);
    if (argument === undefined) return undefined;
    const major = first >> 5;
    if (major === WHOLE) return argument;
    if (major === BYTES) return this.#slice(argument);
    if (major === TEXT) return this.#text(argument);
    return major === ARRAY && depth < CBOR_DEPTH_MAX ? this.#items(argument, depth) : undefined;
  }

  /** The number in the head of an item, in its shortest form only. */
  #argument(info: number): number | undefined {
    if (info < 24) return info;
    if (info === 24) return this.#number(1, 24);
    if (info === 25) return this.#number(2, 1 << 8);
    if (info === 26) return this.#number(4, 1 << 16);
    return info === 27 ? this.#number(8, 2 ** 32) : undefined;
  }

  #number(width: number, least: number): number | undefined {
    const digits = this.#slice(width);
    if (digits === undefined) return undefined;
    const value = width === 8 ? digits.readUInt32BE() * 2 ** 32 + digits.readUInt32BE(4) : digits.readUIntBE(0, width);
    return value >= least && Number.isSafeInteger(value) ? value : undefined;
  }

  #slice(length: number): Buffer | undefined {
    const start = this.at;
    if (length > this.#bytes.length - start) return undefined;
    this.at += length;
    return this.#bytes.subarray(start, this.at);
  }

  #text(length: number): string | undefined {
    const bytes = this.#slice(length);
    if (bytes === undefined || !isUtf8(bytes)) return undefined;
    const text = bytes.toString("utf8");
    // Decoders of UTF-8 take a byte order mark away, so that others could not write what they read.
    return text.startsWith("\uFEFF") ? undefined : text;
  }

  #items(count: number, depth: number): CborValue[] | undefined {
    const items: CborValue[] = [];
    while (items.length < count) {
      const item = this.value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }
}

/** What this program writes: whole numbers up to 2^53 - 1, and not only what it read. */
export type CborOutput = number | string | Uint8Array | null | readonly CborOutput[];

/** The deterministic encoding. */
export function writeCbor(value: CborOutput): Buffer {
  const parts: Uint8Array[] = [];
  write(value, parts);
  return Buffer.concat(parts);
}

function write(value: CborOutput, parts: Uint8Array[]): void {
  if (value === null) parts.push(Buffer.of(NULL));
  else if (typeof value === "number") parts.push(head(WHOLE, value));
  else if (typeof value === "string") parts.push(head(TEXT, Buffer.byteLength(value)), Buffer.from(value));
  else if (value instanceof Uint8Array) parts.push(head(BYTES, value.length), value);
  else {
    parts.push(head(ARRAY, value.length));
    for (const item of value) write(item, parts);
  }
}

function head(major: number, argument: number): Buffer {
  if (argument < 24) return Buffer.of((major << 5) | argument);
  const width = [1, 2, 4].find((width) => argument < 2 ** (8 * width)) ?? 8;
  const bytes = Buffer.alloc(9);
  bytes[0] = (major << 5) | (24 + Math.log2(width));
  bytes.writeBigUInt64BE(BigInt(argument), 1);
  return Buffer.concat([bytes.subarray(0, 1), bytes.subarray(9 - width)]);
}
