import type { LedgerEntry } from "../ledger.ts";
import type { Frontier } from "../merkle/frontier.ts";
import { leafHash, sameHash } from "../merkle/tree-hash.ts";
import type { LedgerReadStore, StoredEntry } from "../store/ledger-store.ts";
import { ledgerDamaged } from "../store/storage-fault.ts";

/** The entries from the frontier's edge up to `size`, each checked against its leaf hash, none missing; grows the frontier. */
export function growOver(store: LedgerReadStore, frontier: Frontier, size: number): void {
  for (const entry of checkedEntries(store, frontier.size, size)) frontier.append(entry.leafHash);
}

/** `checkedEntries` as the public interface gives them. */
export function* entriesOf(store: LedgerReadStore, from: number, to: number): IterableIterator<LedgerEntry> {
  for (const { index, bytes } of checkedEntries(store, from, to)) yield { index, bytes };
}

/** Yields entries `from` ≤ index < `to`. Throws `LEDGER_DAMAGED` naming the first that is missing or altered. */
export function* checkedEntries(store: LedgerReadStore, from: number, to: number): Generator<StoredEntry, void, void> {
  let expected = from;
  for (const entry of store.entries(from, to)) {
    if (entry.index !== expected) throw ledgerDamaged(`no entry ${expected}`);
    if (!sameHash(leafHash(entry.bytes), entry.leafHash)) throw ledgerDamaged(`an altered entry ${expected}`);
    yield entry;
    expected += 1;
  }
  if (expected < to) throw ledgerDamaged(`no entry ${expected}`);
}
