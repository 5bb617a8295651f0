import { Frontier } from "../merkle/frontier.ts";
import { sameHash } from "../merkle/tree-hash.ts";
import type { Checkpoint } from "../note/checkpoint.ts";
import type { LogSigner } from "../note/log-signer.ts";
import type { LedgerReadStore, StoredCheckpoint } from "../store/ledger-store.ts";
import { ledgerDamaged } from "../store/storage-fault.ts";
import { growOver } from "./check-entries.ts";
import { openedCheckpoint } from "./opened-checkpoint.ts";

/** `tail` reads at least this many of the newest entries: what a torn or lost write can reach, in a few milliseconds. */
const TAIL_ENTRIES = 1_024;

/** How much of the store to read when it is opened: the newest entries, or every entry and checkpoint. */
export type Integrity = "tail" | "full";

/**
 * The frontier of the whole log, after checking that the entries lead to the newest signed checkpoint.
 * Throws `LEDGER_DAMAGED`, or `LEDGER_KEY_MISMATCH` when another key or origin signed it.
 */
export function checkStore(store: LedgerReadStore, signer: LogSigner, integrity: Integrity): Frontier {
  const newest = newestCheckpoint(store, signer);
  return integrity === "full" ? checkAll(store, signer, newest) : checkTail(store, signer, newest);
}

function newestCheckpoint(store: LedgerReadStore, signer: LogSigner): Checkpoint {
  const stored = store.lastCheckpoint();
  if (stored === undefined) throw ledgerDamaged("entries without a checkpoint");
  const newest = openedStored(stored, signer);
  const count = store.entryCount();
  if (count !== newest.size) throw ledgerDamaged(`a checkpoint of size ${newest.size} over ${count} entries`);
  return newest;
}

function checkTail(store: LedgerReadStore, signer: LogSigner, newest: Checkpoint): Frontier {
  const frontier = anchoredFrontier(store, signer, newest.size - TAIL_ENTRIES);
  growOver(store, frontier, newest.size);
  assertRoot(frontier, newest);
  return frontier;
}

/** A frontier to start from, proven by the root of its own signed checkpoint. */
function anchoredFrontier(store: LedgerReadStore, signer: LogSigner, sizeMax: number): Frontier {
  const anchor = store.anchorAt(sizeMax);
  if (anchor === undefined) return Frontier.empty();
  const checkpoint = openedStored(anchor, signer);
  return frontierOf(anchor, checkpoint);
}

function checkAll(store: LedgerReadStore, signer: LogSigner, newest: Checkpoint): Frontier {
  const frontier = Frontier.empty();
  for (const stored of store.checkpoints()) {
    const checkpoint = openedStored(stored, signer);
    growOver(store, frontier, checkpoint.size);
    assertRoot(frontier, checkpoint);
    if (stored.frontier !== undefined) frontierOf(stored, checkpoint);
  }
  assertRoot(frontier, newest);
  return frontier;
}

function frontierOf({ size, frontier: bytes }: StoredCheckpoint, checkpoint: Checkpoint): Frontier {
  const frontier = Frontier.fromBytes(size, bytes ?? new Uint8Array(0));
  if (frontier === undefined) throw ledgerDamaged(`a malformed frontier at size ${size}`);
  assertRoot(frontier, checkpoint);
  return frontier;
}

function openedStored({ size, note }: StoredCheckpoint, signer: LogSigner): Checkpoint {
  const checkpoint = openedCheckpoint(note, signer, `the checkpoint of size ${size}`);
  if (checkpoint.size !== size) throw ledgerDamaged(`a checkpoint of size ${checkpoint.size} filed under ${size}`);
  return checkpoint;
}

function assertRoot(frontier: Frontier, { size, root }: Checkpoint): void {
  if (frontier.size === size && sameHash(frontier.root(), root)) return;
  throw ledgerDamaged(`entries before index ${size} that do not lead to the root of the checkpoint of that size`);
}
