import type { Digest } from "@plimsoll/foundation";
import type { LedgerReader, Recovery } from "@plimsoll/ledger";
import type { Draft } from "./bodies.ts";
import type { KeptRecord } from "./kept-record.ts";
import type { ReleaseRecord } from "./record.ts";

/**
 * A release log and the bytes that it names. Reading changes nothing: not the log, not an index, not an account.
 *
 * Implementers MUST check bytes against their digest each time they are read, and MUST NOT serve others.
 */
export interface ReleaseReader extends Disposable {
  /** Records in the log. */
  readonly size: number;
  /** The log as a ledger: its checkpoint, its leaves and its proofs. */
  readonly log: LedgerReader;
  /** From a sequence (default 0) on, in order. Throws `RELEASE_LOG_DAMAGED`, `LEDGER_DAMAGED`. */
  records(from?: number): readonly ReleaseRecord[];
  /**
   * Its record together with its body. Throws as `blob`; also `RELEASE_BLOB_DAMAGED` for a body that is no JSON.
   */
  kept(record: ReleaseRecord): KeptRecord;
  /** The bytes of a digest. Throws `RELEASE_BLOB_MISSING`, `RELEASE_BLOB_REDACTED`, `RELEASE_BLOB_REMAINS`, `RELEASE_BLOB_DAMAGED`. */
  blob(digest: Digest): Uint8Array;
  /** Whether bytes of a digest were ever put here: whole, damaged or redacted. */
  holds(digest: Digest): boolean;
  /** What is wrong with the log itself: gone through as a whole, against its signed roots. */
  logFaults(): readonly string[];
  close(): void;
}

/**
 * The one writer of a release log.
 *
 * Implementers MUST make bytes durable before the records that name them, and records before they answer.
 */
export interface ReleaseStore extends ReleaseReader {
  /** What opening had to mend: a last write that was never answered. Null where there was none. */
  readonly recovery: Recovery | null;
  /**
   * Adds the records of one decision, all of them or none, and returns when they are durable. None adds nothing.
   *
   * Callers MUST NOT append again what threw, but for `DISK_FULL`: open the store anew and look.
   *
   * @param atMs wall clock, ms since 1970
   */
  append(drafts: readonly Draft[], atMs: number): readonly ReleaseRecord[];
  /** Keeps bytes by their digest. Those that are here already are not written again; damaged ones are replaced by these. */
  putBlobs(blobs: readonly Uint8Array[]): readonly Digest[];
  /**
   * Takes bytes away and leaves a tombstone: their digest stays, and a record says who did it and why.
   * Throws `RELEASE_REDACTION_REFUSED` for the body of a record, `RELEASE_BLOB_MISSING` for what was never here.
   */
  redact(redaction: Redaction, atMs: number): ReleaseRecord;
}

export interface Redaction {
  readonly digest: Digest;
  readonly by: string;
  readonly why: string;
}
