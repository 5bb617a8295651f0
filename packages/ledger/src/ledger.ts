import type { PlimsollError } from "@plimsoll/foundation";

/** An entry where it stands in the log. Index counts from 0. */
export interface LedgerEntry {
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** The proof that a batch is durable. */
export interface AppendReceipt {
  /** Index of the batch's first entry; the others follow without a gap. */
  readonly firstIndex: number;
  /** The number of entries in the log after the batch. */
  readonly size: number;
  /** The signed note over that size (C2SP tlog-checkpoint). */
  readonly checkpoint: string;
  /**
   * Set when the batch is durable but the `checkpoint` file beside the database could not be replaced. The entries stand:
   * do not append them again. The next append writes the file anew.
   */
  readonly publicationFault?: PlimsollError;
}

export interface LedgerReader extends Disposable {
  /** The number of entries. */
  readonly size: number;
  /** Merkle tree hash over all entries (RFC 6962), 32 bytes. */
  readonly root: Uint8Array;
  /** The newest signed note. */
  readonly checkpoint: string;
  /**
   * The entries from an index (default 0) up to the size at the time of the call, in order. Each is checked against its
   * leaf hash; throws `LEDGER_DAMAGED` naming the index of one that is altered or missing.
   */
  entries(from?: number): IterableIterator<LedgerEntry>;
  /** Closes the ledger. Closing twice does nothing. */
  close(): void;
}

export interface Ledger extends LedgerReader {
  /**
   * Adds a batch at the end, all of it or nothing, and returns when it is durable (law L5). Strings are stored as UTF-8.
   * An empty batch adds nothing and answers with the present checkpoint.
   *
   * Callers MUST pass canonical JSON objects (RFC 8785): the ledger keeps bytes and does not look into them, the verifier does.
   *
   * Throws `ENTRY_TOO_LARGE`, `ENTRY_MALFORMED` (a string with a lone surrogate), `DISK_FULL` (free space, then try again),
   * `LEDGER_IO_FAILED` (from then on every append is refused until the ledger is opened anew), `LEDGER_CLOSED`.
   */
  append(entries: readonly (Uint8Array | string)[]): AppendReceipt;
}
