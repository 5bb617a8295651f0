import { PlimsollError } from "@plimsoll/foundation";
import { logExists, openDiskFolderForReading } from "./folder/disk-folder.ts";
import type { LedgerFolder } from "./folder/ledger-folder.ts";
import { ledgerDamaged } from "./folder/storage-fault.ts";
import type { LedgerEntry, LedgerReader } from "./ledger.ts";
import type { PlacedLeaf } from "./leaf/lines.ts";
import { batchesOf } from "./log/batches-of.ts";
import type { LeafProof } from "./log/leaf-proof.ts";
import { LogHead } from "./log/log-head.ts";
import { LogReading } from "./log/log-reading.ts";

/**
 * Opens a ledger for reading, also while another process writes it; `size` and the rest then move on with the writer.
 *
 * It checks what it reads against checksums and roots, and no signature: it serves displays and replays. `verifyLedger` of
 * `@plimsoll/verifier` is the one that proves. Throws `LEDGER_NOT_FOUND`, `LEDGER_DAMAGED`.
 */
export function openLedgerReader({ directory }: { readonly directory: string }): LedgerReader {
  if (!logExists(directory)) throw ledgerNotFound(directory);
  const folder = openDiskFolderForReading(directory);
  try {
    const reader = new FollowingReader(folder);
    if (reader.checkpoint === "") throw ledgerDamaged("a log without its first checkpoint");
    return reader;
  } catch (cause) {
    folder.close();
    throw cause;
  }
}

/** Follows the log that a writer makes longer. */
class FollowingReader implements LedgerReader {
  readonly #folder: LedgerFolder;
  #head: LogHead;

  constructor(folder: LedgerFolder) {
    this.#folder = folder;
    this.#head = headNear(folder);
  }

  get size(): number {
    return this.#newest().entryCount;
  }

  get leafCount(): number {
    return this.#newest().leafCount;
  }

  get root(): Uint8Array {
    return this.#newest().root;
  }

  get checkpoint(): string {
    return this.#newest().checkpoint;
  }

  entries(from = 0): IterableIterator<LedgerEntry> {
    return this.#reading().entries(from);
  }

  leaves(from = 0): IterableIterator<PlacedLeaf> {
    return this.#reading().leaves(from);
  }

  prove(entryIndex: number): readonly LeafProof[] {
    return this.#reading().prove(entryIndex);
  }

  proveConsistency(oldSize: number, newSize?: number): readonly Uint8Array[] {
    return this.#reading().proveConsistency(oldSize, newSize);
  }

  tile(level: number, index: number): Uint8Array {
    return this.#reading().tile(level, index);
  }

  close(): void {
    this.#folder.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #reading(): LogReading {
    return new LogReading(this.#folder.log, this.#newest());
  }

  /** Takes what the writer has added since. A last write that is not whole yet is not there yet. */
  #newest(): LogHead {
    // A writer has put into the index by now what a reader would remember for ever.
    if (this.#head.places.isDue(this.#head.leafCount)) this.#head = headNear(this.#folder);
    const batches = batchesOf(this.#folder.log, this.#head.end);
    for (;;) {
      const next = batches.next();
      if (next.done !== true) this.#head.takeChecked(next.value);
      else if (next.value.kind === "damaged") throw ledgerDamaged(`${next.value.what}, at byte ${next.value.offset}`);
      else return this.#head;
    }
  }
}

/** A head near the end of the log, with at least one batch behind it to come. */
function headNear({ index }: LedgerFolder): LogHead {
  const newest = index.anchorUpTo(Number.MAX_SAFE_INTEGER);
  return (newest && LogHead.resumed(index, newest.leafCount - 1)) ?? LogHead.atBeginning(index);
}

const ledgerNotFound = (directory: string): PlimsollError =>
  new PlimsollError({
    code: "LEDGER_NOT_FOUND",
    expected: `a ledger in "${directory}"`,
    received: "no file ledger.log there",
    fix: "give the folder that holds ledger.log",
  });
