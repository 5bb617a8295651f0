import type { Cryptography } from "../ports/cryptography.ts";
import { FRAME_BYTES, writeFrame } from "./frame.ts";
import { recordRefused } from "./journal-fault.ts";
import { GAP_KIND, type JournalPlace, type JournalRecord, RECORD_BYTES_MAX } from "./record.ts";
import { HEADER_BYTES, type JournalIdentity, segmentFile, segmentHeader, segmentMarker } from "./segment.ts";

/** Bytes to append to one file. Each write MUST be synced before the next one, to another file, is begun. */
export interface SegmentWrite {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** Lays records out over segments. Pure: it says what to write, and whoever has the disk writes it. */
export class JournalFramer {
  readonly #identity: JournalIdentity;
  readonly #crypto: Cryptography;
  readonly #segmentBytes: number;
  #number: number;
  #length: number;
  #marker: Uint8Array;
  #frames: Uint8Array[] = [];
  #writes: SegmentWrite[] = [];

  constructor(identity: JournalIdentity, tail: JournalPlace, segmentBytes: number, crypto: Cryptography) {
    this.#identity = identity;
    this.#crypto = crypto;
    this.#segmentBytes = segmentBytes;
    this.#number = tail.segment;
    this.#length = tail.offset;
    this.#marker = segmentMarker({ ...identity, number: tail.segment }, crypto);
  }

  /** Where the last record ends. */
  get tail(): JournalPlace {
    return { segment: this.#number, offset: this.#length };
  }

  /** Throws `JOURNAL_RECORD_REFUSED` for a record that no reader would take, before anything is laid out. */
  static check(records: readonly JournalRecord[]): void {
    for (const { kind, bytes } of records) {
      if (bytes.length > RECORD_BYTES_MAX) throw recordRefused(`${bytes.length} bytes`);
      if (!Number.isInteger(kind) || kind < 1 || kind >= GAP_KIND) throw recordRefused(`kind ${kind}`);
    }
  }

  add(record: JournalRecord): void {
    if (this.#length > HEADER_BYTES && this.#length + FRAME_BYTES + record.bytes.length > this.#segmentBytes)
      this.#beginSegment();
    while (holds(record.bytes, this.#marker)) this.#beginSegment();
    if (this.#length === 0) this.#push(segmentHeader({ ...this.#identity, number: this.#number }, this.#crypto));
    this.#push(writeFrame(record, this.#length, this.#marker, this.#crypto));
  }

  /** What was added since the last call, in order. */
  takeWrites(): readonly SegmentWrite[] {
    this.#endWrite();
    const writes = this.#writes;
    this.#writes = [];
    return writes;
  }

  #push(bytes: Uint8Array): void {
    this.#frames.push(bytes);
    this.#length += bytes.length;
  }

  #endWrite(): void {
    if (this.#frames.length === 0) return;
    const file = segmentFile({ ...this.#identity, number: this.#number });
    this.#writes.push({ file, bytes: Buffer.concat(this.#frames) });
    this.#frames = [];
  }

  #beginSegment(): void {
    if (this.#length === 0) this.#push(segmentHeader({ ...this.#identity, number: this.#number }, this.#crypto));
    this.#endWrite();
    this.#number += 1;
    this.#length = 0;
    this.#marker = segmentMarker({ ...this.#identity, number: this.#number }, this.#crypto);
  }
}

const holds = ({ buffer, byteOffset, length }: Uint8Array, marker: Uint8Array): boolean =>
  Buffer.from(buffer, byteOffset, length).indexOf(marker) !== -1;
