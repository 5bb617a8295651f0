import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { BATCH_BYTES_MAX, type BatchHeader, checksum, parseBatchHeader } from "./batch-header.ts";
import { Fault } from "./fault.ts";
import { regularFileSize } from "./regular-file.ts";

/** What one write added to the log: leaves, and the signed checkpoint over everything up to them. */
export interface Batch {
  readonly leaves: readonly Buffer[];
  readonly note: string;
  /** What it says of itself; only the checksums were held against it so far. */
  readonly header: BatchHeader;
}

const LF = 10;
const WINDOW_BYTES = 1 << 20;
const HEADER_BYTES_MAX = 8 << 20;

/** Reads `ledger.log` once, in order (spec/ledger.md, LG-33); only reads. */
export class LogFile implements Disposable {
  readonly #descriptor: number;
  readonly #size: number;
  /** Bytes of a last write that a crash cut off: never acknowledged, no part of the log. */
  tornBytes = 0;
  /** What is read goes here, again and again: a batch is done with when the next one is asked for. */
  #space: Buffer = Buffer.allocUnsafe(WINDOW_BYTES);
  #window: Buffer = Buffer.alloc(0);
  #windowAt = 0;

  constructor(path: string) {
    if (!regularFileSize(path))
      throw new Fault(
        "LEDGER_NOT_FOUND",
        `expected a ledger, got nothing in "${path}"; give the folder that holds ledger.log, such as .plimsoll/ledger`,
      );
    this.#descriptor = openSync(path, "r");
    this.#size = fstatSync(this.#descriptor).size;
  }

  *batches(): Generator<Batch, void, void> {
    let at = 0;
    while (at < this.#size) {
      const line = this.#line(at);
      if (line === undefined) break;
      const header = parseBatchHeader(line);
      if (header === undefined) throw altered("a batch header", at);
      const bodyAt = at + line.length + 1;
      const body = this.#bytes(bodyAt, header.noteEnd + 1);
      if (body === undefined) break;
      if (body[header.noteEnd] !== LF) throw altered("the end of a batch", at);
      yield { leaves: leavesOf(body, header, at), note: body.toString("utf8", header.noteAt, header.noteEnd), header };
      at = bodyAt + body.length;
    }
    if (at < this.#size) this.#end(at);
  }

  /** The file ends before a write does: torn, if that can have been the last one. */
  #end(at: number): void {
    const length = this.#size - at;
    if (length > BATCH_BYTES_MAX || this.#bytes(at, length)?.includes("\nbatch ") !== false)
      throw altered("a batch that is longer than the log", at);
    this.tornBytes = length;
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }

  /** Up to the next line end; `undefined` where there is none any more. */
  #line(at: number): string | undefined {
    for (let length = 4_096; length <= HEADER_BYTES_MAX; length *= 2) {
      const bytes = this.#bytes(at, Math.min(length, this.#size - at)) as Buffer;
      if (bytes.includes(LF)) return bytes.toString("latin1", 0, bytes.indexOf(LF));
      if (at + length >= this.#size) return undefined;
    }
    throw altered("a batch header", at);
  }

  /** `undefined` where the file ends before. */
  #bytes(at: number, length: number): Buffer | undefined {
    if (at + length > this.#size) return undefined;
    if (at < this.#windowAt || at + length > this.#windowAt + this.#window.length) {
      if (length > this.#space.length) this.#space = Buffer.allocUnsafe(2 * length);
      const read = readSync(this.#descriptor, this.#space, 0, Math.min(this.#space.length, this.#size - at), at);
      this.#window = this.#space.subarray(0, read);
      this.#windowAt = at;
      if (read < length) throw new Fault("LEDGER_UNREADABLE", "the log became shorter while it was read");
    }
    return this.#window.subarray(at - this.#windowAt, at - this.#windowAt + length);
  }
}

function leavesOf(body: Buffer, { leaves, firstEntry }: BatchHeader, batchAt: number): Buffer[] {
  let [at, entry] = [0, firstEntry];
  return leaves.map(({ length, entryCount, crc }) => {
    const leaf = body.subarray(at, at + length);
    const last = entry + entryCount - 1;
    if (checksum(leaf) !== crc || body[at + length] !== LF)
      throw altered(last <= entry ? `entry ${entry}` : `one of the entries ${entry} to ${last}`, batchAt);
    [at, entry] = [at + length + 1, last + 1];
    return leaf;
  });
}

const altered = (what: string, batchAt: number): Fault =>
  new Fault("LEDGER_DAMAGED", `${what} was altered, in the batch at byte ${batchAt} of the log`);
