import { PlimsollError } from "@plimsoll/foundation";
import { entriesOf } from "./integrity/check-entries.ts";
import type { LedgerEntry, LedgerReader } from "./ledger.ts";
import { parseCheckpointText } from "./note/checkpoint.ts";
import { parseNote } from "./note/signed-note.ts";
import type { LedgerReadStore } from "./store/ledger-store.ts";
import { databaseExists, openSqliteReadStore } from "./store/sqlite-store.ts";
import { ledgerDamaged } from "./store/storage-fault.ts";

/**
 * Opens a ledger for reading, also while another process writes it; `size` and the rest then move on with the writer.
 *
 * It checks entries against their leaf hashes and no signature: it serves displays and replays. `verifyLedger` of
 * `@plimsoll/verifier` is the one that proves. Throws `LEDGER_NOT_FOUND`, `LEDGER_DAMAGED`.
 */
export function openLedgerReader({ directory }: { readonly directory: string }): LedgerReader {
  if (!databaseExists(directory)) throw ledgerNotFound(directory);
  return new StoreReader(openSqliteReadStore(directory));
}

class StoreReader implements LedgerReader {
  readonly #store: LedgerReadStore;

  constructor(store: LedgerReadStore) {
    this.#store = store;
  }

  get size(): number {
    return this.#newest().size;
  }

  get root(): Uint8Array {
    return this.#newest().root;
  }

  get checkpoint(): string {
    return this.#newest().note;
  }

  entries(from = 0): IterableIterator<LedgerEntry> {
    return entriesOf(this.#store, from, this.size);
  }

  close(): void {
    this.#store.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #newest(): { readonly size: number; readonly root: Uint8Array; readonly note: string } {
    const note = this.#store.lastCheckpoint()?.note ?? "";
    const checkpoint = parseCheckpointText(parseNote(note)?.text ?? "");
    if (checkpoint === undefined) throw ledgerDamaged("no newest checkpoint");
    return { ...checkpoint, note };
  }
}

const ledgerNotFound = (directory: string): PlimsollError =>
  new PlimsollError({
    code: "LEDGER_NOT_FOUND",
    expected: `a ledger in "${directory}"`,
    received: "no file ledger.db there",
    fix: "give the folder that holds ledger.db",
  });
