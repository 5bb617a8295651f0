import type { Digest } from "@plimsoll/foundation";
import type { Ledger, Recovery } from "@plimsoll/ledger";
import type { Draft } from "../../record/bodies.ts";
import { type LogEnd, placedDrafts } from "../../record/place-drafts.ts";
import type { ReleaseRecord } from "../../record/record.ts";
import { recordLine } from "../../record/record-line.ts";
import type { Redaction, ReleaseStore } from "../../record/release-store.ts";
import type { Blobs } from "./blobs.ts";
import { LedgerReading } from "./ledger-reading.ts";
import { blobMissing, redactionRefused } from "./store-fault.ts";

/** A release store over any ledger that this process alone writes. */
export class LedgerStore extends LedgerReading<Ledger> implements ReleaseStore {
  constructor(log: Ledger, blobs: Blobs) {
    super({ log, blobs, goThroughLog: () => goThrough(log) });
  }

  get recovery(): Recovery | null {
    return this.log.recovery;
  }

  append(drafts: readonly Draft[], atMs: number): readonly ReleaseRecord[] {
    const placed = placedDrafts(drafts, this.#end(), atMs);
    // Bytes first: a record whose body is lost would be worse than a body that no record names.
    this.putBlobs(placed.map(({ body }) => body));
    if (placed.length > 0) this.log.append(placed.map(({ record }) => recordLine(record)));
    return placed.map(({ record }) => record);
  }

  putBlobs(blobs: readonly Uint8Array[]): readonly Digest[] {
    return this.blobs.put(blobs);
  }

  redact({ digest, by, why }: Redaction, atMs: number): ReleaseRecord {
    if (!this.holds(digest)) throw blobMissing(digest);
    if (this.records().some(({ body }) => body === digest)) throw redactionRefused(digest);
    // The record first: bytes must not be gone without a word.
    const body = { digest, by, why };
    const [record] = this.append([{ kind: "bytes.redacted", subject: null, evaluation: null, body }], atMs);
    this.blobs.redact(digest);
    return record as ReleaseRecord;
  }

  #end(): LogEnd {
    const sequence = this.size;
    return { sequence, at: sequence === 0 ? 0 : (this.records(sequence - 1)[0]?.at ?? 0) };
  }
}

/** Reads all of it; once the last was read, the entries have led to the signed root. */
function goThrough(log: Ledger): void {
  for (const _ of log.provenEntries(null));
}
