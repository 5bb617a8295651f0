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

const WINDOW_BYTES = 1 << 20;
const BATCH_BYTES_MAX = 64 << 20;
const HEADER = /^batch (\d{1,16}) (\d{1,16}) (\d{1,6}) (-|[0-9a-f:,]+) ([0-9a-f]{8})$/;

/** Reads `ledger.log` once, in order; only reads. A last write that never reached the disk as a whole is counted, not read. */
export class LogFile implements Disposable {
  readonly #descriptor: number;
  readonly #size: number;
  #start = 0;
  #window: Buffer = Buffer.alloc(0);
  /** Bytes of a last write that is not whole: never acknowledged, no part of the log. */
  tornBytes = 0;

  constructor(path: string) {
    if (!existsSync(path) || statSync(path).size === 0) throw new Fault("LEDGER_NOT_FOUND", `nothing in "${path}"`);
    this.#descriptor = openSync(path, "r");
    this.#size = fstatSync(this.#descriptor).size;
  }

  *batches(): Generator<Batch, void, void> {
    for (let at = 0; at < this.#size;) {
      const header = this.#line(at);
      if (header === undefined) return this.#torn(at);
      const [, firstLeaf = "", firstEntry, noteBytes = "", sizes = "", crc] = HEADER.exec(header) ?? [];
      if (crc !== checksum(header.slice(0, -9))) return this.#unwritten(at, "a batch header");
      const leafSizes = sizes === "-" ? [] : sizes.split(",").map((size) => size.split(":"));
      const leavesAt = at + header.length + 1;
      const noteAt = leafSizes.reduce((end, [length]) => end + Number(length) + 1, leavesAt);
      const end = noteAt + Number(noteBytes) + 1;
      if (end > this.#size) return this.#torn(at);
      const body = this.#bytes(leavesAt, end - leavesAt);
      const { leaves, altered } = leavesOf(body, leafSizes, Number(firstEntry));
      if (altered !== undefined) return this.#unwritten(at, altered);
      yield {
        leaves,
        note: body.toString("utf8", noteAt - leavesAt, end - 1 - leavesAt),
        firstLeaf: Number(firstLeaf),
      };
      at = end;
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }

  /** The file ends before the last write does. */
  #torn(at: number): void {
    this.tornBytes = this.#size - at;
  }

  /** Pages that a power cut kept from the disk are all NUL, and text has none. Anything else was altered. */
  #unwritten(at: number, what: string): void {
    const rest = this.#size - at <= BATCH_BYTES_MAX ? this.#bytes(at, this.#size - at) : Buffer.alloc(0);
    if (!rest.includes(0) || rest.includes("\nbatch "))
      throw new Fault("LEDGER_DAMAGED", `${what} was altered, in the batch at byte ${at} of the log`);
    this.#torn(at);
  }

  #line(at: number): string | undefined {
    for (let length = 4_096; ; length *= 4) {
      const bytes = this.#bytes(at, Math.min(length, this.#size - at));
      const end = bytes.indexOf(10);
      if (end !== -1) return bytes.toString("latin1", 0, end);
      if (at + length >= this.#size || length > BATCH_BYTES_MAX) return undefined;
    }
  }

  #bytes(at: number, length: number): Buffer {
    if (at < this.#start || at + length > this.#start + this.#window.length) {
      const wanted = Math.min(Math.max(length, WINDOW_BYTES), this.#size - at);
      this.#window = Buffer.allocUnsafe(wanted);
      for (let read = 0; read < wanted;) {
        const count = readSync(this.#descriptor, this.#window, read, wanted - read, at + read);
        if (count === 0) throw new Fault("LEDGER_UNREADABLE", "the log became shorter while it was read");
        read += count;
      }
      this.#start = at;
    }
    return this.#window.subarray(at - this.#start, at - this.#start + length);
  }
}

/** The leaves of a batch, or which of its entries were altered. */
function leavesOf(
  body: Buffer,
  sizes: readonly string[][],
  firstEntry: number,
): { leaves: Buffer[]; altered?: string } {
  const leaves: Buffer[] = [];
  let [at, entry] = [0, firstEntry];
  for (const [length, entries, crc] of sizes) {
    const leaf = body.subarray(at, at + Number(length));
    const last = entry + Number(entries) - 1;
    const altered = last <= entry ? `entry ${entry}` : `one of the entries ${entry} to ${last}`;
    if (checksum(leaf) !== crc || body[at + leaf.length] !== 10) return { leaves, altered };
    leaves.push(leaf);
    at += leaf.length + 1;
    entry = last + 1;
  }
  return body.at(-1) === 10 ? { leaves } : { leaves, altered: "the end of a batch" };
}

const checksum = (bytes: Buffer | string): string => crc32(bytes).toString(16).padStart(8, "0");
