import { PlimsollError } from "@plimsoll/foundation";
import { BATCH_BYTES_MAX } from "./batch.ts";
import type { RawFile } from "./raw-file.ts";

/** The file of the log behind its writer: what is appended is durable on return, or not there. */
export class LogFile {
  readonly #file: RawFile;
  #size: number;

  constructor(file: RawFile, size: number) {
    this.#file = file;
    this.#size = size;
  }

  /** Bytes that are durable. */
  get size(): number {
    return this.#size;
  }

  get raw(): RawFile {
    return this.#file;
  }

  /**
   * Writes and syncs. On a full disk, what was half-written is undone, so that the same append may be tried again; after
   * any other failure nobody knows what the disk holds (a sync that failed may have dropped the pages it reports on), and
   * the writer must not go on.
   */
  append(bytes: Uint8Array): void {
    if (bytes.length > BATCH_BYTES_MAX) throw batchTooLarge(`${bytes.length} bytes`);
    try {
      this.#file.write(this.#size, bytes);
      this.#file.sync();
    } catch (cause) {
      if (isDiskFull(cause)) this.#undo(cause);
      throw cause;
    }
    this.#size += bytes.length;
  }

  /** A disk may find out that it is full only when it is to sync: what was written before stands, and the rest must go. */
  #undo(cause: unknown): void {
    try {
      this.#file.truncate(this.#size);
      this.#file.sync();
    } catch (second) {
      throw new PlimsollError({
        code: "LEDGER_IO_FAILED",
        expected: "a full disk on which what was half-written can be undone",
        received: `${String(second)}, after ${String(cause)}`,
        fix: "check the disk, then open the ledger again: what was acknowledged is still there",
        cause: second,
      });
    }
  }
}

const isDiskFull = (cause: unknown): boolean => cause instanceof PlimsollError && cause.code === "DISK_FULL";

/** A header line names every leaf; who reads it bounds it. */
const BATCH_LEAVES_MAX = 262_144;

/** Throws `BATCH_TOO_LARGE` for more leaves than one write takes. */
export function assertLeafCount(leaves: number): void {
  if (leaves > BATCH_LEAVES_MAX) throw batchTooLarge(`${leaves} leaves`);
}

const batchTooLarge = (received: string): PlimsollError =>
  new PlimsollError({
    code: "BATCH_TOO_LARGE",
    expected: `at most ${BATCH_BYTES_MAX} bytes and ${BATCH_LEAVES_MAX} leaves decided at once`,
    received,
    fix: "decide about fewer things at once",
  });
