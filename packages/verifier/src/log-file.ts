import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { crc32 } from "node:zlib";
import { Fault } from "./fault.ts";

/** What one write added to the log: leaves, and the signed checkpoint over everything up to them. */
export interface Batch {
  readonly leaves: readonly Buffer[];
  readonly note: string;
  /** The number of leaves before it. */
  readonly firstLeaf: number;
}

const LF = 10;
const WINDOW_BYTES = 1 << 20;
const BATCH_BYTES_MAX = 64 << 20;
const HEADER = /^batch (\d{1,16}) (\d{1,16}) (\d{1,6}) (-|[0-9a-f:,]+) ([0-9a-f]{8})$/;

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
    if (!existsSync(path) || statSync(path).size === 0) throw new Fault("LEDGER_NOT_FOUND", `nothing in "${path}"`);
    this.#descriptor = openSync(path, "r");
    this.#size = fstatSync(this.#descriptor).size;
  }

  *batches(): Generator<Batch, void, void> {
    for (let at = 0; at < this.#size;) {
      const header = this.#line(at);
      const [, firstLeaf = "", firstEntry = "", noteBytes, sizes = "", crc] = HEADER.exec(header ?? "") ?? [];
      if (header !== undefined && crc !== checksum(header.slice(0, -9))) throw altered("a batch header", at);
      const leaves = sizes === "-" ? [] : sizes.split(",").map((size) => size.split(":"));
      const bodyAt = at + (header ?? "").length + 1;
      const noteAt = leaves.reduce((end, [length]) => end + Number(length) + 1, 0);
      const body = header && this.#bytes(bodyAt, noteAt + Number(noteBytes) + 1);
      if (body === undefined || body === "") return this.#end(at);
      if (body.at(-1) !== LF) throw altered("the end of a batch", at);
      const note = body.toString("utf8", noteAt, body.length - 1);
      yield { leaves: leavesOf(body, leaves, Number(firstEntry), at), note, firstLeaf: Number(firstLeaf) };
      at = bodyAt + body.length;
    }
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
    for (let length = 4_096; ; length *= 4) {
      const bytes = this.#bytes(at, Math.min(length, this.#size - at)) as Buffer;
      if (bytes.includes(LF)) return bytes.toString("latin1", 0, bytes.indexOf(LF));
      if (at + length >= this.#size) return undefined;
    }
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

/** The leaves of a batch, each `[bytes, entries, checksum]` in the header. */
function leavesOf(body: Buffer, sizes: readonly string[][], firstEntry: number, batchAt: number): Buffer[] {
  let [at, entry] = [0, firstEntry];
  return sizes.map(([length, entries, crc]) => {
    const leaf = body.subarray(at, at + Number(length));
    const last = entry + Number(entries) - 1;
    if (checksum(leaf) !== crc || body[at + leaf.length] !== LF)
      throw altered(last <= entry ? `entry ${entry}` : `one of the entries ${entry} to ${last}`, batchAt);
    [at, entry] = [at + leaf.length + 1, last + 1];
    return leaf;
  });
}

const altered = (what: string, batchAt: number): Fault =>
  new Fault("LEDGER_DAMAGED", `${what} was altered, in the batch at byte ${batchAt} of the log`);

const checksum = (bytes: Buffer | string): string => crc32(bytes).toString(16).padStart(8, "0");
