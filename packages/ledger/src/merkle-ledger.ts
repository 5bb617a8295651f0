import { type Clock, PlimsollError } from "@plimsoll/foundation";
import type { LedgerFolder } from "./folder/ledger-folder.ts";
import { type Decision, leavesOf } from "./leaf/leaf.ts";
import type { PlacedLeaf } from "./leaf/lines.ts";
import type { AppendReceipt, Ledger, LedgerEntry, Recovery } from "./ledger.ts";
import { type Batch, encodeBatch } from "./log/batch.ts";
import type { LeafProof } from "./log/leaf-proof.ts";
import { assertLeafCount, LogFile } from "./log/log-file.ts";
import type { LogHead } from "./log/log-head.ts";
import { LogReading } from "./log/log-reading.ts";
import type { LogSigner } from "./note/log-signer.ts";
import { type Snapshot, Snapshots } from "./snapshot/snapshots.ts";
import { publishCheckpoint, publishForForeignTools } from "./publish-checkpoint.ts";

/** When the `checkpoint` file beside the log is replaced: with a sync of its own, as costly as the commit. */
export type Publication = "each-commit" | "each-second" | "on-close";

const SECOND_MS = 1_000;

export interface LedgerParts {
  readonly folder: LedgerFolder;
  readonly head: LogHead;
  readonly signer: LogSigner;
  readonly publication: Publication;
  readonly clock: Clock;
  readonly recovery: Recovery | null;
  /** Called once, when the ledger is closed. */
  readonly release: () => void;
}

/** The log behind its one writer, over a folder that was opened and checked. */
export class MerkleLedger implements Ledger {
  readonly #parts: LedgerParts;
  readonly #file: LogFile;
  readonly #head: LogHead;
  readonly #reading: LogReading;
  readonly #snapshots: Snapshots;
  readonly recovery: Recovery | null;
  #publishedAtMs: number;
  /** The note that this writer published last. */
  #published: string | undefined;
  /** Why nothing more may be appended. */
  #stopped: PlimsollError | undefined;
  #isClosed = false;

  constructor(parts: LedgerParts) {
    this.#parts = parts;
    this.#head = parts.head;
    this.#file = new LogFile(parts.folder.log, parts.head.end);
    this.#reading = new LogReading(parts.folder.log, parts.head);
    this.#snapshots = new Snapshots(parts.folder, parts.signer);
    this.recovery = parts.recovery;
    this.#publishedAtMs = parts.clock.monotonicMs();
  }

  get size(): number {
    return this.#head.entryCount;
  }

  get leafCount(): number {
    return this.#head.leafCount;
  }

  get root(): Uint8Array {
    return this.#head.root;
  }

  get checkpoint(): string {
    return this.#head.checkpoint;
  }

  append(entries: readonly string[], cause?: string): AppendReceipt {
    return this.appendAll([{ cause: cause ?? null, entries }])[0] as AppendReceipt;
  }

  appendAll(decisions: readonly Decision[]): readonly AppendReceipt[] {
    this.#assertWritable();
    const firstIndex = this.size;
    const leaves = leavesOf(decisions);
    assertLeafCount(leaves.length);
    if (leaves.length > 0) this.#commit(leaves);
    const fault = this.#publishIfDue();
    return this.#receipts(decisions, firstIndex, fault);
  }

  entries(from = 0): IterableIterator<LedgerEntry> {
    this.#assertOpen();
    return this.#reading.entries(from);
  }

  leaves(from = 0): IterableIterator<PlacedLeaf> {
    this.#assertOpen();
    return this.#reading.leaves(from);
  }

  prove(entryIndex: number): readonly LeafProof[] {
    this.#assertOpen();
    return this.#reading.prove(entryIndex);
  }

  proveConsistency(oldSize: number, newSize?: number): readonly Uint8Array[] {
    this.#assertOpen();
    return this.#reading.proveConsistency(oldSize, newSize);
  }

  tile(level: number, index: number): Uint8Array {
    this.#assertOpen();
    return this.#reading.tile(level, index);
  }

  saveSnapshot(text: string): void {
    this.#assertWritable();
    const { leafCount, entryCount, root } = this.#head;
    if (leafCount > 0) this.#snapshots.save({ leafCount, entryCount, text }, root);
  }

  provenEntries(behind: Snapshot | null): IterableIterator<LedgerEntry> {
    this.#assertOpen();
    return this.#reading.provenEntries(behind?.leafCount ?? 0);
  }

  newestSnapshot(): Snapshot | null {
    this.#assertOpen();
    return this.#snapshots.newest(this.#reading.tree, this.leafCount);
  }

  publish(): void {
    this.#assertWritable();
    this.#publishNow();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      if (this.#stopped === undefined) this.#leaveInOrder();
    } finally {
      this.#parts.folder.close();
      this.#parts.release();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** The head moves on only after the write returned: a failure leaves the log as it was. */
  #commit(leaves: Batch["leaves"]): void {
    const growth = this.#head.grown(leaves);
    const { frontier } = growth;
    const checkpoint = this.#parts.signer.sign(frontier.size, frontier.root());
    const batch = { firstLeaf: this.leafCount, firstEntry: this.size, leaves, checkpoint };
    const offset = this.#file.size;
    try {
      this.#file.append(encodeBatch(batch));
    } catch (cause) {
      if (!isHarmless(cause)) this.#stopped = uncertain(cause);
      throw cause;
    }
    this.#head.take({ ...batch, offset, end: this.#file.size }, growth);
    this.#writeIndex("due");
  }

  /** An index that cannot be written is behind, which opening mends: no reason to fail what is durable. */
  #writeIndex(when: "due" | "now"): void {
    try {
      this.#head.writeIndex(when);
    } catch {
      // The next time it is due it is tried again, with all that is missing.
    }
  }

  /**
   * The decision is durable by now, so a failure here is told, not thrown: throwing would invite to append again. Also when nothing
   * was decided: else what was decided within a second of the last publication would wait for the next decision.
   */
  #publishIfDue(): PlimsollError | undefined {
    if (this.checkpoint === this.#published || !this.#isPublicationDue()) return undefined;
    try {
      this.#publishNow();
      return undefined;
    } catch (cause) {
      return cause instanceof PlimsollError ? cause : uncertain(cause);
    }
  }

  #isPublicationDue(): boolean {
    const { publication, clock } = this.#parts;
    if (publication !== "each-second") return publication === "each-commit";
    return clock.monotonicMs() - this.#publishedAtMs >= SECOND_MS;
  }

  #publishNow(): void {
    publishCheckpoint(this.#parts.folder, this.checkpoint);
    this.#publishedAtMs = this.#parts.clock.monotonicMs();
    this.#published = this.checkpoint;
  }

  #leaveInOrder(): void {
    this.#writeIndex("now");
    publishForForeignTools(this.#parts.folder, this.checkpoint);
  }

  #receipts(decisions: readonly Decision[], firstIndex: number, fault: PlimsollError | undefined): AppendReceipt[] {
    let next = firstIndex;
    return decisions.map(({ entries }) => {
      next += entries.length;
      const { checkpoint } = this;
      return { firstIndex: next - entries.length, size: next, checkpoint, ...(fault && { publicationFault: fault }) };
    });
  }

  #assertWritable(): void {
    this.#assertOpen();
    if (this.#stopped !== undefined) throw this.#stopped;
  }

  #assertOpen(): void {
    if (this.#isClosed) throw ledgerClosed();
  }
}

/** The disk said so before anything was lost. */
const isHarmless = (cause: unknown): boolean =>
  cause instanceof PlimsollError && (cause.code === "DISK_FULL" || cause.code === "BATCH_TOO_LARGE");

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
