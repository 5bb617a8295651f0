import { BATCH_BYTES_MAX, type BatchFault, beginsBatch, decodeBatch, isBatch, type PlacedBatch } from "./batch.ts";
import type { RawFile } from "./raw-file.ts";

/** Bytes read at once while going through a log. */
const WINDOW_BYTES = 1 << 20;

/** Where going through a log ended: at its end, or at what is no whole batch. */
export type ScanEnd =
  | { readonly kind: "end" }
  /** The last write did not reach the disk as a whole. */
  | { readonly kind: "torn"; readonly offset: number }
  | { readonly kind: "damaged"; readonly offset: number; readonly what: string };

/**
 * The batches of a file from one on, in order; returns how it ended.
 *
 * @param to where to stop: a batch that is not whole by then counts as the last of the file, also where the file became shorter since
 */
export function* batchesOf(file: RawFile, from: number, to = file.size()): Generator<PlacedBatch, ScanEnd, void> {
  const window = new Window(file, to);
  let [at, bytesWanted] = [from, 1];
  while (at < to) {
    const bytes = window.from(at, bytesWanted);
    const decoded = decodeBatch(bytes, at);
    if (isBatch(decoded)) {
      yield decoded;
      [at, bytesWanted] = [decoded.end, 1];
    } else if (decoded.kind === "short" && at + bytes.length < to && bytes.length >= bytesWanted) {
      bytesWanted = Math.max(decoded.bytesWanted, bytes.length + 1);
    } else {
      return endingWith(decoded, file, at, to);
    }
  }
  return { kind: "end" };
}

/**
 * A power cut may cut the last write short, or keep any page of it from the disk; such a page is all NUL, and text has none.
 * Where another batch begins further on, or more follows than one write has, this was not the last write.
 */
function endingWith(fault: BatchFault, file: RawFile, at: number, to: number): ScanEnd {
  const what = fault.kind === "short" ? "a batch that is longer than the log" : fault.what;
  if (to - at > BATCH_BYTES_MAX) return { kind: "damaged", what, offset: at };
  const rest = Buffer.from(file.read(at, to - at));
  const isTorn = (fault.kind === "short" || rest.includes(0)) && !hasBatchAfterFirst(rest);
  return isTorn ? { kind: "torn", offset: at } : { kind: "damaged", what, offset: at };
}

function hasBatchAfterFirst(rest: Buffer): boolean {
  for (let next = rest.indexOf("\nbatch "); next !== -1; next = rest.indexOf("\nbatch ", next + 1)) {
    if (beginsBatch(rest.subarray(next + 1))) return true;
  }
  return false;
}

/** A part of the file in memory, moved along. */
class Window {
  readonly #file: RawFile;
  readonly #to: number;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(file: RawFile, to: number) {
    this.#file = file;
    this.#to = to;
  }

  /** From an offset on at least so many bytes, fewer only where the file ends. */
  from(offset: number, bytesWanted: number): Uint8Array {
    const isHeld = offset >= this.#start && offset + bytesWanted <= this.#start + this.#bytes.length;
    if (!isHeld) {
      this.#bytes = this.#file.read(offset, Math.min(Math.max(bytesWanted, WINDOW_BYTES), this.#to - offset));
      this.#start = offset;
    }
    return this.#bytes.subarray(offset - this.#start);
  }
}
