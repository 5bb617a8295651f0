import { RandomStream } from "@plimsoll/foundation";
import { isPadding } from "./padding.ts";

/** Takes a piece of the data. The bytes are only lent: they change after the call. */
export type OnPiece = (piece: Uint8Array) => void;

/** A record up to this length is one piece. */
const WHOLE_BYTES_MAX = 256;
const PIECE_BYTES_MAX = 8_192;
/** Ten bits that must be zero: one place in 1 024. The upper ones, which hang on all of the last 32 bytes. */
const CUT_MASK = 0xffc00000;
/** A 32-bit hash that shifts by one bit a byte forgets what is longer ago. */
const WINDOW_BYTES = 32;
const LF = 10;

/** What the gear hash adds for a byte. The table is part of the format: another one finds no old chunk again. */
const GEAR = gearTable();

function gearTable(): Int32Array {
  const stream = RandomStream.from("plimsoll", "dataset-chunks", "gear", 1);
  return Int32Array.from({ length: 256 }, () => stream.uint32() | 0);
}

/**
 * Cuts a stream of bytes at what is in it, never at where it stands: at every line feed, and within a record longer than 256 bytes where a
 * gear hash of the last 32 bytes says so (FastCDC, Xia et al. 2016, "gear"), about every 1 280 bytes.
 *
 * One rule for text and for binary data, since a shard of the one may look like the other. A record is the unit that people shuffle, slice and
 * re-shard, so a piece never reaches over its end. Where the reads begin and end leaves no trace.
 */
export class RecordCutter {
  readonly #onPiece: OnPiece;
  #rest: Uint8Array = new Uint8Array(0);
  #isRecordStart = true;

  constructor(onPiece: OnPiece) {
    this.#onPiece = onPiece;
  }

  take(bytes: Uint8Array): void {
    const data = this.#rest.length === 0 ? bytes : joined(this.#rest, bytes);
    // Copied: the reader may fill its buffer anew.
    this.#rest = data.slice(this.#cut(data, false));
  }

  /** The end of a file is the end of a record. */
  endRecord(): void {
    const data = this.#rest;
    this.#rest = new Uint8Array(0);
    this.#cut(data, true);
    this.#isRecordStart = true;
  }

  /** Hands out all whole pieces; returns where the unfinished one begins. */
  #cut(data: Uint8Array, isLast: boolean): number {
    let at = 0;
    let lineEnd = -1;
    for (;;) {
      // An indented record is cut where it is cut without.
      while (this.#isRecordStart && isPadding(data[at])) at += 1;
      if (at >= data.length) return data.length;
      if (lineEnd < at) lineEnd = endOfLine(data, at);
      const end = endOfPiece(data, at, lineEnd);
      const isWhole = end < data.length || isLast;
      if (!isWhole) return at;
      this.#onPiece(data.subarray(at, end));
      this.#isRecordStart = end === lineEnd;
      at = end;
    }
  }
}

/** Past the end of the data where no line ends: the search is not done again for every piece. */
function endOfLine(data: Uint8Array, from: number): number {
  const found = data.indexOf(LF, from);
  return found === -1 ? Number.POSITIVE_INFINITY : found;
}

function endOfPiece(data: Uint8Array, start: number, lineEnd: number): number {
  const limit = Math.min(lineEnd, start + PIECE_BYTES_MAX, data.length);
  const firstCut = start + WHOLE_BYTES_MAX;
  if (limit <= firstCut) return limit;
  let hash = 0;
  for (let at = firstCut - WINDOW_BYTES; at < firstCut; at += 1) hash = ((hash << 1) + (GEAR[data[at] ?? 0] ?? 0)) | 0;
  for (let at = firstCut; at < limit; at += 1) {
    // Not within the white space at the end of a record, either: it may be none of it.
    if ((hash & CUT_MASK) === 0 && !isPadding(data[at])) return at;
    hash = ((hash << 1) + (GEAR[data[at] ?? 0] ?? 0)) | 0;
  }
  return limit;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
