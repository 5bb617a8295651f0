import type { TreeHash } from "../merkle/tree-hash.ts";

export interface StoredEntry {
  readonly index: number;
  readonly leafHash: TreeHash;
  readonly bytes: Uint8Array;
}

export interface StoredCheckpoint {
  readonly size: number;
  /** The signed note. */
  readonly note: string;
  /** `Frontier.toBytes()`, kept now and then so that opening need not read the whole log. */
  readonly frontier: Uint8Array | undefined;
}

/** A plain file beside the store, for strangers without a database. */
export type PublishedFile = "checkpoint" | "checkpoint.txt" | "checkpoint.sig" | "ledger.pub.pem" | "ledger.vkey";

export interface LedgerReadStore {
  /** The highest index + 1; 0 when there are no entries. */
  entryCount(): number;
  /** Entries `from` ≤ index < `to` in order. MUST stay valid while entries are added. Gaps are the caller's to notice. */
  entries(from: number, to: number): Iterable<StoredEntry>;
  lastCheckpoint(): StoredCheckpoint | undefined;
  checkpointAt(size: number): StoredCheckpoint | undefined;
  /** The newest checkpoint of at most this size that carries a frontier. */
  anchorAt(sizeMax: number): StoredCheckpoint | undefined;
  checkpoints(): Iterable<StoredCheckpoint>;
  published(file: PublishedFile): Uint8Array | undefined;
  close(): void;
}

/**
 * What the outside must be able to do for a ledger: every call that can fail, one method each, so that a test can fail
 * each in turn.
 *
 * Implementers MUST make everything between `begin` and `commit` appear at once or not at all, MUST NOT return from
 * `commit` before it is durable (law L5), and MUST replace a published file at once or not at all.
 * Callers MUST call `rollback` after any failure between `begin` and the return of `commit`.
 */
export interface LedgerStore extends LedgerReadStore {
  begin(): void;
  insertEntry(entry: StoredEntry): void;
  insertCheckpoint(checkpoint: StoredCheckpoint): void;
  commit(): void;
  /** Forgets what was begun; does nothing outside a transaction. */
  rollback(): void;
  publish(file: PublishedFile, content: Uint8Array): void;
}
