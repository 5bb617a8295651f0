import { Buffer } from "node:buffer";
import { type Digest } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { isPadding } from "./padding.ts";
import { RecordCutter } from "./record-cutter.ts";

/** A piece below this says nothing: a brace, a label and a number are in all data. */
const TELLING_BYTES_MIN = 16;
const GROUP_BYTES_MAX = 512;
/** A group of short records ends after one in four of them. */
const GROUP_END_MASK = 3;
const LF = 10;

/**
 * Makes the chunks of data from its bytes: SHA-256 of each piece (`RecordCutter`) without the white space and commas around it, so that line ends,
 * indentation and the step from lines of JSON to a list of them change nothing. Empty pieces are none.
 *
 * Pieces below 16 bytes go together with the short ones that follow, up to one whose content says so: what is made of short records alone,
 * such as labels, is known by their sequence. A few that stand alone are left out, unless there is nothing else.
 */
export class ChunkStream {
  readonly #onChunk: (chunk: Digest) => void;
  readonly #cutter = new RecordCutter((piece) => this.#piece(piece));
  readonly #group = Buffer.alloc(GROUP_BYTES_MAX + TELLING_BYTES_MIN + 1);
  #groupBytes = 0;
  #chunks = 0;
  #leftOut: Digest | null = null;

  constructor(onChunk: (chunk: Digest) => void) {
    this.#onChunk = onChunk;
  }

  take(bytes: Uint8Array): void {
    this.#cutter.take(bytes);
  }

  /** Records do not go over the end of a file; groups of short ones do, since shards may be cut anywhere. */
  endFile(): void {
    this.#cutter.endRecord();
  }

  /** @returns how many chunks there were, equal ones counted each */
  end(): number {
    this.#closeGroup();
    if (this.#chunks === 0 && this.#leftOut !== null) this.#emit(this.#leftOut);
    return this.#chunks;
  }

  #piece(piece: Uint8Array): void {
    const [start, end] = trimmed(piece);
    if (end - start >= TELLING_BYTES_MIN) {
      this.#closeGroup();
      this.#emit(digestOfBytes(piece.subarray(start, end)));
    } else if (end > start) this.#addShort(piece.subarray(start, end));
  }

  #addShort(piece: Uint8Array): void {
    this.#group.set(piece, this.#groupBytes);
    this.#groupBytes += piece.length;
    this.#group[this.#groupBytes] = LF;
    this.#groupBytes += 1;
    const isEnd = (mixed(piece) & GROUP_END_MASK) === 0 && this.#groupBytes >= TELLING_BYTES_MIN;
    if (isEnd || this.#groupBytes >= GROUP_BYTES_MAX) this.#closeGroup();
  }

  #closeGroup(): void {
    if (this.#groupBytes === 0) return;
    const chunk = digestOfBytes(this.#group.subarray(0, this.#groupBytes));
    if (this.#groupBytes >= TELLING_BYTES_MIN) this.#emit(chunk);
    else this.#leftOut = chunk;
    this.#groupBytes = 0;
  }

  #emit(chunk: Digest): void {
    this.#chunks += 1;
    this.#onChunk(chunk);
  }
}

function trimmed(piece: Uint8Array): readonly [start: number, end: number] {
  let [start, end] = [0, piece.length];
  while (start < end && isPadding(piece[start])) start += 1;
  while (end > start && isPadding(piece[end - 1])) end -= 1;
  return [start, end];
}

/** FNV-1a, 32 bits: a few bytes to a few bits. */
function mixed(piece: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of piece) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash ^ (hash >>> 15);
}
