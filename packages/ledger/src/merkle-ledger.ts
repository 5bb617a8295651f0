import { PlimsollError } from "@plimsoll/foundation";
import { entryBytes } from "./entry-bytes.ts";
import type { AppendReceipt, Ledger, LedgerEntry } from "./ledger.ts";
import { entriesOf } from "./integrity/check-entries.ts";
import type { Frontier } from "./merkle/frontier.ts";
import { leafHash } from "./merkle/tree-hash.ts";
import type { LogSigner } from "./note/log-signer.ts";
import { publishCheckpoint, publishForForeignTools } from "./publish-checkpoint.ts";
import type { LedgerStore } from "./store/ledger-store.ts";

/** A frontier is kept with the first checkpoint at or past each multiple of this: opening reads at most about twice as many entries. */
const FRONTIER_EVERY = 1_024;

/** When the `checkpoint` file beside the database is replaced. */
export type Publication = "each-commit" | "on-close";

/** The log itself, over a store that was opened and checked. */
export class MerkleLedger implements Ledger {
  readonly #store: LedgerStore;
  readonly #signer: LogSigner;
  readonly #publication: Publication;
  readonly #release: () => void;
  #frontier: Frontier;
  #checkpoint: string;
  /** Why nothing more may be appended. */
  #stopped: PlimsollError | undefined;
  #isClosed = false;

  constructor(parts: {
    readonly store: LedgerStore;
    readonly signer: LogSigner;
    readonly publication: Publication;
    readonly frontier: Frontier;
    readonly checkpoint: string;
    readonly release: () => void;
  }) {
    this.#store = parts.store;
    this.#signer = parts.signer;
    this.#publication = parts.publication;
    this.#frontier = parts.frontier;
    this.#checkpoint = parts.checkpoint;
    this.#release = parts.release;
  }

  get size(): number {
    return this.#frontier.size;
  }

  get root(): Uint8Array {
    return new Uint8Array(this.#frontier.root());
  }

  get checkpoint(): string {
    return this.#checkpoint;
  }

  append(entries: readonly (Uint8Array | string)[]): AppendReceipt {
    this.#assertWritable();
    const firstIndex = this.size;
    const batch = entries.map(entryBytes);
    if (batch.length > 0) this.#commit(batch);
    const publicationFault = batch.length > 0 ? this.#publishAfterCommit() : undefined;
    return { firstIndex, size: this.size, checkpoint: this.#checkpoint, ...(publicationFault && { publicationFault }) };
  }

  entries(from = 0): IterableIterator<LedgerEntry> {
    this.#assertOpen();
    return entriesOf(this.#store, from, this.size);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      if (this.#stopped === undefined) publishForForeignTools(this.#store, this.#checkpoint);
    } finally {
      this.#store.close();
      this.#release();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** The new frontier and checkpoint become ours only after the commit returned: a failure leaves the log as it was. */
  #commit(batch: readonly Uint8Array[]): void {
    const frontier = this.#frontier.copy();
    try {
      this.#store.begin();
      this.#insert(batch, frontier);
      const note = this.#signer.sign(frontier.size, frontier.root());
      this.#store.insertCheckpoint({ size: frontier.size, note, frontier: this.#keptFrontier(frontier) });
      this.#store.commit();
      this.#frontier = frontier;
      this.#checkpoint = note;
    } catch (cause) {
      this.#undo(cause);
      throw cause;
    }
  }

  #insert(batch: readonly Uint8Array[], frontier: Frontier): void {
    for (const bytes of batch) {
      const hash = leafHash(bytes);
      this.#store.insertEntry({ index: frontier.size, leafHash: hash, bytes });
      frontier.append(hash);
    }
  }

  #keptFrontier(next: Frontier): Uint8Array | undefined {
    const isDue = Math.floor(next.size / FRONTIER_EVERY) > Math.floor(this.size / FRONTIER_EVERY);
    return isDue ? next.toBytes() : undefined;
  }

  /**
   * A full disk says so before anything is lost, and may be tried again. After any other failure nobody knows what the
   * disk holds (a failed fsync may have dropped the pages it reports on), so the ledger stops until it is opened anew.
   */
  #undo(cause: unknown): void {
    if (!(cause instanceof PlimsollError && cause.code === "DISK_FULL")) this.#stopped = uncertain(cause);
    try {
      this.#store.rollback();
    } catch (second) {
      this.#stopped = uncertain(second);
    }
  }

  /** The batch is durable by now, so a failure here is told, not thrown: throwing would invite the caller to append again. */
  #publishAfterCommit(): PlimsollError | undefined {
    if (this.#publication === "on-close") return undefined;
    try {
      publishCheckpoint(this.#store, this.#checkpoint);
      return undefined;
    } catch (cause) {
      return cause instanceof PlimsollError ? cause : uncertain(cause);
    }
  }

  #assertWritable(): void {
    this.#assertOpen();
    if (this.#stopped !== undefined) throw this.#stopped;
  }

  #assertOpen(): void {
    if (this.#isClosed) throw ledgerClosed();
  }
}

/** A write whose outcome nobody knows. */
const uncertain = (cause: unknown): PlimsollError =>
  new PlimsollError({
    code: "LEDGER_IO_FAILED",
    expected: "a ledger whose last write was certain",
    received: `a write that failed: ${cause instanceof Error ? cause.message : String(cause)}`,
    fix: "check the disk, then open the ledger again: what was acknowledged is still there",
    cause,
  });

const ledgerClosed = (): PlimsollError =>
  new PlimsollError({
    code: "LEDGER_CLOSED",
    expected: "an open ledger",
    received: "one that was closed",
    fix: "open it again",
  });
