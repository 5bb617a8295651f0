import type { Entry } from "../entry/entry.ts";
import { type KernelState, type WalletKey, walletKey } from "../state/state.ts";
import { quarterOf } from "../wallet/quarter.ts";
import { type QuarterRecord, recordOf } from "../wallet/quarter-record.ts";
import { EMPTY_WALLET, isExhausted, type Transfer, transferred } from "../wallet/wallet.ts";
import { type Fold, must } from "./change.ts";

export const allocationOpened: Fold<"allocation.opened"> = (state, entry) => ({
  ...state,
  quarters: state.quarters.set(walletKey(entry.lab, entry.quarter), recordOf(entry)),
});

/** A kill or a forensic shutdown counts against the compliance of the lab's quarter. */
export const withShutdown = (state: KernelState, lab: string, at: number): KernelState =>
  noted(state, walletKey(lab, quarterOf(at)), (record) => ({ ...record, shutdowns: record.shutdowns + 1 }));

export const affidavitFiled: Fold<"affidavit.filed"> = (state, { affidavit, lab, subject, statement, quarter }) => ({
  ...state,
  affidavits: state.affidavits.set(affidavit, { affidavit, lab, subject, statement, quarter, used: false }),
});

/** An affidavit opens one debit: with it, it is used. */
export const withAffidavitUsed = (state: KernelState, affidavit: string | null): KernelState =>
  affidavit === null
    ? state
    : {
        ...state,
        affidavits: state.affidavits.set(affidavit, { ...must(state.affidavits, affidavit), used: true }),
      };

/** Moves what an entry says is moved, and remembers when a lab had nothing left. */
export const withTransfers = (
  state: KernelState,
  { transfers, at }: { readonly transfers: readonly Transfer[]; readonly at: number },
): KernelState => transfers.reduce((before, transfer) => withTransfer(before, transfer, at), state);

function withTransfer(state: KernelState, transfer: Transfer, at: number): KernelState {
  const key = walletKey(transfer.lab, transfer.quarter);
  const wallet = transferred(state.wallets.get(key) ?? EMPTY_WALLET, transfer);
  const moved = { ...state, wallets: state.wallets.set(key, wallet) };
  // A quarter that is over has lapsed and is settled: whether it was bankrupt was seen while it went on.
  const isOver = transfer.quarter !== quarterOf(at);
  return !isOver && isExhausted(wallet) ? noted(moved, key, (record) => ({ ...record, wasBankrupt: true })) : moved;
}

/** Changes the record of a quarter that was opened; one that never was has nothing to remember. */
export function noted(
  state: KernelState,
  key: WalletKey,
  change: (record: QuarterRecord) => QuarterRecord,
): KernelState {
  const record = state.quarters.get(key);
  return record === undefined ? state : { ...state, quarters: state.quarters.set(key, change(record)) };
}

export const hasTransfers = (entry: Entry): entry is Entry & { readonly transfers: readonly Transfer[] } =>
  "transfers" in entry;
