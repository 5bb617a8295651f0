import { type CanonicalValue, type Digest, PlimsollError } from "@plimsoll/foundation";
import type { LedgerReader } from "@plimsoll/ledger";
import type { KeptRecord } from "../../record/kept-record.ts";
import type { ReleaseRecord } from "../../record/record.ts";
import { readRecordLine } from "../../record/record-line.ts";
import type { ReleaseReader } from "../../record/release-store.ts";
import type { Blobs } from "./blobs.ts";
import { blobDamaged } from "./store-fault.ts";

export interface ReadingParts<L extends LedgerReader = LedgerReader> {
  readonly log: L;
  readonly blobs: Blobs;
  /** Goes through the whole log, up to its signed root. Throws what it finds. */
  readonly goThroughLog: () => void;
}

/** A release log over any ledger. */
export class LedgerReading<L extends LedgerReader = LedgerReader> implements ReleaseReader {
  readonly log: L;
  readonly blobs: Blobs;
  readonly #goThroughLog: () => void;

  constructor({ log, blobs, goThroughLog }: ReadingParts<L>) {
    this.log = log;
    this.blobs = blobs;
    this.#goThroughLog = goThroughLog;
  }

  get size(): number {
    return this.log.size;
  }

  records(from = 0): readonly ReleaseRecord[] {
    return from >= this.size
      ? []
      : Array.from(this.log.entries(from), ({ index, text }) => readRecordLine(text, index));
  }

  kept(record: ReleaseRecord): KeptRecord {
    return { kind: record.kind, record, body: jsonOf(record.body, this.blob(record.body)) } as unknown as KeptRecord;
  }

  blob(digest: Digest): Uint8Array {
    return this.blobs.get(digest);
  }

  holds(digest: Digest): boolean {
    return this.blobs.has(digest);
  }

  logFaults(): readonly string[] {
    try {
      this.#goThroughLog();
      return [];
    } catch (cause) {
      if (!(cause instanceof PlimsollError)) throw cause;
      return [`log: ${cause.code}: ${cause.message}`];
    }
  }

  close(): void {
    this.log.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function jsonOf(digest: Digest, bytes: Uint8Array): CanonicalValue {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as CanonicalValue;
  } catch (cause) {
    throw blobDamaged(digest, "bytes that are no JSON", cause);
  }
}
