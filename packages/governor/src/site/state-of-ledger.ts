import { PlimsollError } from "@plimsoll/foundation";
import { apply, emptyState, type Entry, type KernelState, snapshotOf, stateFromSnapshot } from "@plimsoll/kernel";
import type { Ledger, LedgerEntry, LedgerReader, Snapshot } from "@plimsoll/ledger";

/** Fewer are gone through again in less time than a person notices. */
const ENTRIES_BETWEEN_SNAPSHOTS = 10_000;

/** The state that a ledger's entries make. Throws `LEDGER_FOREIGN` when they were not decided by this kernel. */
export const replay = (ledger: LedgerReader): KernelState => replayed(emptyState(), ledger.entries());

/** As `replay`, from the newest snapshot on; one that this kernel does not read is as good as none. */
export function stateOf(ledger: Ledger): { readonly state: KernelState; readonly entriesKept: number } {
  const { state: begun, snapshot } = begunFrom(ledger);
  return { state: replayed(begun, ledger.provenEntries(snapshot)), entriesKept: begun.entryCount };
}

/** Keeps a snapshot when the newest lies far enough back. One that cannot be kept costs the next opening some time. */
export function keepState(ledger: Ledger, state: KernelState, entriesKept: number): void {
  if (state.entryCount !== ledger.size || ledger.size - entriesKept < ENTRIES_BETWEEN_SNAPSHOTS) return;
  try {
    ledger.saveSnapshot(snapshotOf(state));
  } catch {
    // The ledger itself has everything.
  }
}

function begunFrom(ledger: Ledger): { readonly state: KernelState; readonly snapshot: Snapshot | null } {
  const snapshot = ledger.newestSnapshot();
  const restored = snapshot && stateFromSnapshot(snapshot.text);
  return restored?.ok === true && restored.value.entryCount === snapshot?.entryCount
    ? { state: restored.value, snapshot }
    : { state: emptyState(), snapshot: null };
}

function replayed(begun: KernelState, entries: Iterable<LedgerEntry>): KernelState {
  let state = begun;
  for (const { index, text } of entries) {
    if (index !== state.entryCount) throw foreign(index, new RangeError(`${state.entryCount} entries before it`));
    try {
      state = apply(state, JSON.parse(text) as Entry);
    } catch (cause) {
      throw foreign(index, cause);
    }
  }
  return state;
}

const foreign = (index: number, cause: unknown): PlimsollError =>
  new PlimsollError({
    code: "LEDGER_FOREIGN",
    expected: "entries that this kernel decided",
    received: `entry ${index}, which does not follow from those before it`,
    fix: "verify the ledger: plimsoll ledger verify DIR; and use the version of plimsoll that wrote it",
    cause,
  });
