import type { PlimsollError } from "@plimsoll/foundation";
import type { Decision } from "./leaf/leaf.ts";
import type { PlacedLeaf } from "./leaf/lines.ts";
import type { Snapshot } from "./snapshot/snapshots.ts";
import type { LeafProof } from "./log/leaf-proof.ts";

/** An entry where it stands in the log. Index counts from 0. */
export interface LedgerEntry {
  readonly index: number;
  /** Canonical JSON. */
  readonly text: string;
}

/** The proof that a decision is durable. */
export interface AppendReceipt {
  /** Index of the decision's first entry; the others follow without a gap. */
  readonly firstIndex: number;
  /** The number of entries in the log after it. */
  readonly size: number;
  /** The signed note over the log with it (C2SP tlog-checkpoint); its size counts leaves. */
  readonly checkpoint: string;
  /**
   * Set when the decision is durable but the `checkpoint` file beside the log could not be replaced. The entries stand:
   * do not append them again. A later append writes the file anew.
   */
  readonly publicationFault?: PlimsollError;
}

/** Reads and proves what a ledger holds. */
export interface LedgerReader extends Disposable {
  /** The number of entries. */
  readonly size: number;
  /** The number of leaves: what a checkpoint counts. */
  readonly leafCount: number;
  /** Merkle tree hash over all leaves (RFC 6962), 32 bytes. */
  readonly root: Uint8Array;
  /** The newest signed note. */
  readonly checkpoint: string;
  /**
   * The entries from an index (default 0) up to the size at the time of the call, in order. Throws `LEDGER_DAMAGED` naming
   * those that are altered or missing.
   */
  entries(from?: number): IterableIterator<LedgerEntry>;
  /** The leaves from an index (default 0) on, as `entries`. */
  leaves(from?: number): IterableIterator<PlacedLeaf>;
  /**
   * Proves that an entry is in the log under its newest checkpoint: by its leaf, or by the several leaves of one that is
   * longer than 65 535 bytes. Throws `ENTRY_NOT_FOUND`, `INDEX_DAMAGED`.
   */
  prove(entryIndex: number): readonly LeafProof[];
  /**
   * That the log of `newSize` leaves (default: of now) begins with the log of `oldSize` (RFC 6962 §2.1.2). Throws a
   * `RangeError` for sizes that the log did not have in this order.
   */
  proveConsistency(oldSize: number, newSize?: number): readonly Uint8Array[];
  /** A tile of hashes, as many as there are (C2SP tlog-tiles). @param level 0 for leaf hashes. Throws `INDEX_DAMAGED`. */
  tile(level: number, index: number): Uint8Array;
  /** Closes the ledger. Closing twice does nothing. */
  close(): void;
}

/** What opening had to mend: a last write that never reached the disk as a whole, and was never acknowledged. */
export interface Recovery {
  readonly tornBytes: number;
  /** Where it began in the log file; the file `torn-<offset>` keeps what was there. */
  readonly offset: number;
}

/** A ledger that this process writes. */
export interface Ledger extends LedgerReader {
  /** `null` where the log ended as its writer left it. */
  readonly recovery: Recovery | null;
  /**
   * Adds a decision at the end, all of it or nothing, and returns when it is durable (law L5). One without entries adds
   * nothing and answers with the present checkpoint.
   *
   * Callers MUST pass canonical JSON objects (RFC 8785): the ledger looks only for line ends, the verifier at everything.
   *
   * Throws `ENTRY_MALFORMED`, `BATCH_TOO_LARGE`, `DISK_FULL` (free space, then try again),
   * `LEDGER_IO_FAILED` (from then on every append is refused until the ledger is opened anew), `LEDGER_CLOSED`.
   *
   * @param cause canonical JSON of the signed command that the entries follow from
   */
  append(entries: readonly string[], cause?: string): AppendReceipt;
  /** Adds several decisions in one write (group commit). All of them are durable on return, or none is there. */
  appendAll(decisions: readonly Decision[]): readonly AppendReceipt[];
  /** Keeps what the entries so far make, so that `newestSnapshot` has it after the next opening. Throws as `append`. */
  saveSnapshot(text: string): void;
  /**
   * The entries behind a snapshot (`null`: all). Once the last was read they have led to the signed root, else
   * `LEDGER_DAMAGED` is thrown: what is made of them counts only then.
   */
  provenEntries(behind: Snapshot | null): IterableIterator<LedgerEntry>;
  /** The newest snapshot that fits this log; `null` where there is none. */
  newestSnapshot(): Snapshot | null;
  /** Replaces the `checkpoint` file by the newest, whatever the times of publication are. */
  publish(): void;
}
