import type { Entry, EntryKind } from "./entry/entry.ts";
import type { Fold } from "./fold/change.ts";
import { dataContaminated, killOrdered } from "./fold/kill.ts";
import { leaseEnded, leaseGranted } from "./fold/lease.ts";
import { runEnded, runStarted, throttleSet } from "./fold/run.ts";
import { labAccredited, siteOpened } from "./fold/site.ts";
import { checkpointRegistered } from "./fold/weights.ts";
import { trialsRecorded, windowsClosed, windowsDrawn, windowsRegistered } from "./fold/windows.ts";
import { type KernelState, walletKey } from "./state/state.ts";
import { EMPTY_WALLET, type Transfer, transferred } from "./wallet/wallet.ts";

/**
 * Folds one entry into the state: the whole of the kernel's memory (law L7).
 * Entries come from `decide` or from a verified ledger; one that does not fit the state throws, because then the ledger
 * was not written by this kernel.
 */
export function apply(state: KernelState, entry: Entry): KernelState {
  const fold = FOLDS[entry.kind] as Fold<typeof entry.kind>;
  const folded = fold(counted(state, entry), entry);
  return "transfers" in entry ? withTransfers(folded, entry.transfers) : folded;
}

/** Entries that only witness, or only move CU, leave the rest as it is. */
const unchanged = <S>(state: S): S => state;

const FOLDS: { readonly [K in EntryKind]: Fold<K> } = {
  "site.opened": siteOpened,
  "lab.accredited": labAccredited,
  "allocation.opened": unchanged,
  "run.started": runStarted,
  "run.ended": runEnded,
  "checkpoint.registered": checkpointRegistered,
  "windows.registered": windowsRegistered,
  "windows.drawn": windowsDrawn,
  "trials.recorded": trialsRecorded,
  "windows.closed": windowsClosed,
  "lease.granted": leaseGranted,
  "leases.renewed": unchanged,
  "lease.ended": leaseEnded,
  "throttle.set": throttleSet,
  "kill.ordered": killOrdered,
  "snapshot.frozen": unchanged,
  "data.contaminated": dataContaminated,
  "kill.confirmed": unchanged,
};

/** Every entry moves the clock and belongs to the receipt of its command. */
function counted(state: KernelState, { at, command, commandDigest }: Entry): KernelState {
  const begun = state.receipts.get(command) ?? { digest: commandDigest, firstEntry: state.entryCount, entries: 0 };
  const receipts = state.receipts.set(command, { ...begun, entries: begun.entries + 1 });
  return { ...state, clockMs: at, entryCount: state.entryCount + 1, receipts };
}

const withTransfers = (state: KernelState, transfers: readonly Transfer[]): KernelState => ({
  ...state,
  wallets: transfers.reduce((wallets, transfer) => {
    const key = walletKey(transfer.lab, transfer.quarter);
    return wallets.set(key, transferred(wallets.get(key) ?? EMPTY_WALLET, transfer));
  }, state.wallets),
});
