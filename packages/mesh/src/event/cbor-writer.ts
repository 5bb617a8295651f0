import type { CborValue } from "./cbor-value.ts";
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

const ROOM = 64 * 1024;
const HEAD_BYTES_MAX = 9;
const UTF_8_BYTES_PER_UNIT_MAX = 3;

/** Writes values in deterministic CBOR into a buffer that it keeps, so that a value costs one allocation. */
export class CborWriter {
  #room = Buffer.allocUnsafeSlow(ROOM);
  #length = 0;

  /** The encoding, in bytes of its own. Throws a `TypeError` for a number that is not whole or not from 0 to 2^53 - 1. */
  encoded(value: CborValue): Uint8Array {
    this.#length = 0;
    this.#value(value);
    const bytes = new Uint8Array(this.#length);
    bytes.set(this.#room.subarray(0, this.#length));
    // A large value once does not hold its room for ever.
    if (this.#room.length > 16 * ROOM) this.#room = Buffer.allocUnsafeSlow(ROOM);
    return bytes;
  }

  /** The array of items that are encoded already. */
  joined(items: readonly Uint8Array[]): Uint8Array {
    this.#length = 0;
    this.#head(ARRAY, items.length);
    return new Uint8Array(Buffer.concat([this.#room.subarray(0, this.#length), ...items]));
  }

  #value(value: CborValue): void {
    if (typeof value === "number") this.#number(value);
    else if (typeof value === "string") this.#text(value);
    else if (value instanceof Uint8Array) this.#bytes(value);
    else if (value === null) this.#null();
    else this.#array(value);
  }

  #array(items: readonly CborValue[]): void {
    if (!Array.isArray(items)) throw new TypeError(`expected a CBOR value, got ${typeof items}`);
    this.#head(ARRAY, items.length);
    for (const item of items) this.#value(item);
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`expected a whole number from 0, got ${value}`);
    this.#head(WHOLE, value);
  }

  #null(): void {
    this.#reserve(1);
    this.#room[this.#length] = NULL;
    this.#length += 1;
  }

  #bytes(value: Uint8Array): void {
    this.#head(BYTES, value.length);
    this.#reserve(value.length);
    this.#room.set(value, this.#length);
    this.#length += value.length;
  }

  #text(value: string): void {
    const length = Buffer.byteLength(value);
    this.#head(TEXT, length);
    this.#reserve(length + UTF_8_BYTES_PER_UNIT_MAX);
    this.#length += this.#room.write(value, this.#length);
  }

  #head(type: number, number: number): void {
    this.#reserve(HEAD_BYTES_MAX);
    const [room, at] = [this.#room, this.#length];
    if (number < SMALL) {
      room[at] = type | number;
      this.#length = at + 1;
    } else if (number < 0x100) {
      room[at] = type | IN_1_BYTE;
      room[at + 1] = number;
      this.#length = at + 2;
    } else if (number < 0x1_0000) {
      room[at] = type | IN_2_BYTES;
      this.#length = room.writeUInt16BE(number, at + 1);
    } else if (number < TWO_TO_32) {
      room[at] = type | IN_4_BYTES;
      this.#length = room.writeUInt32BE(number, at + 1);
    } else {
      room[at] = type | IN_8_BYTES;
      room.writeUInt32BE(Math.floor(number / TWO_TO_32), at + 1);
      this.#length = room.writeUInt32BE(number % TWO_TO_32, at + 5);
    }
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#room.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#length + bytes));
    larger.set(this.#room.subarray(0, this.#length));
    this.#room = larger;
  }
}
