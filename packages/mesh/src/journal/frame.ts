import type { Cryptography } from "../ports/cryptography.ts";
import { crc32c } from "./crc32c.ts";
import { type JournalRecord, RECORD_BYTES_MAX } from "./record.ts";
import { CHECKSUM_BYTES, MARKER_BYTES } from "./segment.ts";

/*
 * A record on disk, numbers big-endian:
 *
 *   marker 8 | offset in the file 4 | length 4 | kind 1 | CRC-32C of these 4 | bytes | checksum 8
 *
 * The checksum is the first 8 bytes of the SHA-256 of all before it. Since that includes marker and offset, a record
 * counts only in the journal, the segment and the place that it was written to. The CRC vouches for the length alone:
 * without it a flipped bit there would look like a write that was cut short.
 */
const OFFSET_AT = MARKER_BYTES;
const LENGTH_AT = OFFSET_AT + 4;
const KIND_AT = LENGTH_AT + 4;
const HEAD_CHECK_AT = KIND_AT + 1;
export const HEAD_BYTES = HEAD_CHECK_AT + 4;

/** What a record takes on disk beside its own bytes. */
export const FRAME_BYTES = HEAD_BYTES + CHECKSUM_BYTES;

/** A record in its file. Its bytes become a view when they are asked for: at a restart there are a hundred thousand of them. */
export class PlacedRecord implements JournalRecord {
  readonly kind: number;
  /** Where its frame begins in its file. */
  readonly offset: number;
  /** Where its frame ends: one past its last byte. */
  readonly end: number;
  readonly #file: Buffer;

  constructor(file: Buffer, offset: number, end: number) {
    this.kind = file.readUInt8(offset + KIND_AT);
    this.offset = offset;
    this.end = end;
    this.#file = file;
  }

  get bytes(): Uint8Array {
    return this.#file.subarray(this.offset + HEAD_BYTES, this.end - CHECKSUM_BYTES);
  }
}

export function writeFrame(
  { kind, bytes }: JournalRecord,
  offset: number,
  marker: Uint8Array,
  crypto: Cryptography,
): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_BYTES + bytes.length);
  frame.set(marker, 0);
  frame.writeUInt32BE(offset, OFFSET_AT);
  frame.writeUInt32BE(bytes.length, LENGTH_AT);
  frame.writeUInt8(kind, KIND_AT);
  frame.writeUInt32BE(crc32c(frame, 0, HEAD_CHECK_AT), HEAD_CHECK_AT);
  frame.set(bytes, HEAD_BYTES);
  const checkedBytes = frame.length - CHECKSUM_BYTES;
  frame.write(checksumOf(frame.subarray(0, checkedBytes), crypto), checkedBytes, "hex");
  return frame;
}

/** The record whose frame begins there, or undefined unless every bit of it holds. Its bytes are not copied. */
export function readFrame(
  file: Buffer,
  offset: number,
  marker: Uint8Array,
  crypto: Cryptography,
): PlacedRecord | undefined {
  const length = frameLength(file, offset, marker);
  if (length === undefined || offset + length > file.length) return undefined;
  const end = offset + length;
  const checkedTo = end - CHECKSUM_BYTES;
  if (file.toString("hex", checkedTo, end) !== checksumOf(file.subarray(offset, checkedTo), crypto)) return undefined;
  return new PlacedRecord(file, offset, end);
}

/** How long the frame there says it is; undefined unless its head holds. The file may end before it. */
export function frameLength(file: Buffer, offset: number, marker: Uint8Array): number | undefined {
  if (offset + HEAD_BYTES > file.length || file.readUInt32BE(offset + OFFSET_AT) !== offset) return undefined;
  // No views of the head: at a restart there would be a hundred thousand of them.
  if (file.compare(marker, 0, MARKER_BYTES, offset, offset + MARKER_BYTES) !== 0) return undefined;
  if (file.readUInt32BE(offset + HEAD_CHECK_AT) !== crc32c(file, offset, offset + HEAD_CHECK_AT)) return undefined;
  const length = file.readUInt32BE(offset + LENGTH_AT);
  return length <= RECORD_BYTES_MAX ? FRAME_BYTES + length : undefined;
}

/** 16 hexadecimal digits. Text, because a native hash makes that in half the time that it takes for a byte array. */
const checksumOf = (bytes: Uint8Array, crypto: Cryptography): string =>
  crypto.sha256(bytes).slice(0, 2 * CHECKSUM_BYTES);
