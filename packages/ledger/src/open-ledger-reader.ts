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
  /** The number of leaves at which the head began. */
  #resumedAt = 0;

  constructor(folder: LedgerFolder) {
    this.#folder = folder;
    this.#head = this.#newHead();
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

  /** With what the writer has added since. What its index holds by now a reader need not remember for ever. */
  #newest(): LogHead {
    const isIndexed = this.#head.places.isDue(this.#head.leafCount) && newestAnchor(this.#folder) > this.#resumedAt;
    if (isIndexed || this.#isUndone()) this.#head = this.#newHead();
    return caughtUp(this.#folder, this.#head);
  }

  /**
   * Whether the writer took back what was read here: a batch stands in the file before its sync, and a disk may find out only then that
   * it is full. Another one may stand there by now. A batch ends with its note (LG-33).
   */
  #isUndone(): boolean {
    const { end, checkpoint } = this.#head;
    const note = Buffer.from(`${checkpoint}\n`);
    return checkpoint !== "" && !note.equals(this.#folder.log.read(end - note.length, note.length));
  }

  /** From the newest place of the index that has a batch behind it. */
  #newHead(): LogHead {
    const { index } = this.#folder;
    for (let most = newestAnchor(this.#folder); most > 0; most = index.anchorUpTo(most - 1)?.leafCount ?? 0) {
      const resumed = LogHead.resumed(index, most);
      if (resumed === undefined || !leadsOn(this.#folder, resumed)) continue;
      this.#resumedAt = most;
      return resumed;
    }
    return LogHead.atBeginning(index);
  }
}

const newestAnchor = ({ index }: LedgerFolder): number => index.anchorUpTo(Number.MAX_SAFE_INTEGER)?.leafCount ?? 0;

/** Whether what is behind it follows from it. Where it does not, the index may be wrong: what lies before will say. */
function leadsOn(folder: LedgerFolder, head: LogHead): boolean {
  try {
    return caughtUp(folder, head).checkpoint !== "";
  } catch {
    return false;
  }
}

/** Takes what is in the log behind a head. A last write that is not whole yet is not there yet. */
function caughtUp({ log }: LedgerFolder, head: LogHead): LogHead {
  const batches = batchesOf(log, head.end);
  for (;;) {
    const next = batches.next();
    if (next.done !== true) head.takeChecked(next.value);
    else if (next.value.kind === "damaged") throw ledgerDamaged(`${next.value.what}, at byte ${next.value.offset}`);
    else return head;
  }
}

const ledgerNotFound = (directory: string): PlimsollError =>
  new PlimsollError({
    code: "LEDGER_NOT_FOUND",
    expected: `a ledger in "${directory}"`,
    received: "no file ledger.log there",
    fix: "give the folder that holds ledger.log",
  });
