import { type CborValue, DEPTH_MAX } from "./cbor-value.ts";
import {
  ARRAY,
  BYTES,
  IN_1_BYTE,
  IN_2_BYTES,
  IN_4_BYTES,
  IN_8_BYTES,
  NULL,
  SMALL,
  TEXT,
  TWO_TO_32,
  WHOLE,
} from "./cbor-head.ts";

/** Fails on bytes that are no UTF-8, and leaves a byte order mark where it is. */
const UTF_8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads one value off bytes and accepts the deterministic encoding only: each number and length in its shortest form, nothing
 * after the end. Throws a `TypeError` for all else.
 */
export class CborReader {
  readonly #bytes: Uint8Array;
  /** Values that may still be read. */
  #valuesLeft: number;
  #position = 0;

  /** `valuesMax`: values that are made of the bytes, arrays counted. No bound for bytes that were read as a whole before. */
  constructor(bytes: Uint8Array, valuesMax = Number.POSITIVE_INFINITY) {
    this.#bytes = bytes;
    this.#valuesLeft = valuesMax;
  }

  /** The value that is all of the bytes. */
  whole(): CborValue {
    const value = this.#value(0);
    if (this.#position !== this.#bytes.length) throw malformed("bytes after the end");
    return value;
  }

  /** The next value, of bytes that were read as a whole before. */
  next(): CborValue {
    return this.#value(0);
  }

  /** Goes into the array or the byte string that comes next, of bytes that were read as a whole before. */
  enter(): void {
    this.#number(this.#byte() & 0x1f);
  }

  /** Passes over the next value, of bytes that were read as a whole before. */
  skip(): void {
    for (let left = 1; left > 0; left -= 1) {
      const head = this.#byte();
      if (head === NULL) continue;
      const number = this.#number(head & 0x1f);
      const type = head & 0xe0;
      if (type === ARRAY) left += number;
      else if (type !== WHOLE) this.#take(number);
    }
  }

  #value(depth: number): CborValue {
    this.#valuesLeft -= 1;
    if (this.#valuesLeft < 0) throw malformed("more values than may be");
    const head = this.#byte();
    if (head === NULL) return null;
    const number = this.#number(head & 0x1f);
    switch (head & 0xe0) {
      case WHOLE:
        return number;
      case BYTES:
        return this.#view(number);
      case TEXT:
        return this.#text(number);
      case ARRAY:
        return this.#array(number, depth);
      default:
        throw malformed("another type");
    }
  }

  #array(length: number, depth: number): CborValue[] {
    // Each item takes a byte at least, and reading ends with the values that may be: a false length reserves no memory.
    if (depth >= DEPTH_MAX || length > this.#bytes.length - this.#position) throw malformed("an array");
    const items: CborValue[] = [];
    for (let place = 0; place < length; place += 1) items.push(this.#value(depth + 1));
    return items;
  }

  #text(length: number): string {
    const bytes = this.#view(length);
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) throw malformed("a byte order mark");
    return UTF_8.decode(bytes);
  }

  #view(length: number): Uint8Array {
    const { buffer, byteOffset } = this.#bytes;
    const from = this.#take(length);
    return new Uint8Array(buffer, byteOffset + from, length);
  }

  #number(mark: number): number {
    if (mark < SMALL) return mark;
    if (mark === IN_1_BYTE) return atLeast(SMALL, this.#byte());
    if (mark === IN_2_BYTES) return atLeast(0x100, this.#twoBytes());
    if (mark === IN_4_BYTES) return atLeast(0x1_0000, this.#fourBytes());
    if (mark === IN_8_BYTES) return atLeast(TWO_TO_32, this.#fourBytes() * TWO_TO_32 + this.#fourBytes());
    throw malformed("a length that is not told");
  }

  #fourBytes(): number {
    return this.#twoBytes() * 0x1_0000 + this.#twoBytes();
  }

  #twoBytes(): number {
    return this.#byte() * 0x100 + this.#byte();
  }

  #byte(): number {
    return this.#bytes[this.#take(1)] as number;
  }

  /** The place of so many bytes, which are then behind. */
  #take(length: number): number {
    const from = this.#position;
    if (length > this.#bytes.length - from) throw malformed("the end");
    this.#position = from + length;
    return from;
  }
}

/** A number in its shortest form, at most 2^53 - 1: what is beyond that is not whole any more when it is put together. */
function atLeast(least: number, number: number): number {
  if (number >= least && number <= Number.MAX_SAFE_INTEGER) return number;
  throw malformed("a number");
}

const malformed = (found: string): TypeError => new TypeError(`not the deterministic encoding of a value: ${found}`);
