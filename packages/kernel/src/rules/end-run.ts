import { ok } from "@plimsoll/foundation";
import type { EntryBodyOf } from "../entry/entry.ts";
import type { Run } from "../state/run.ts";
import { type KernelState, walletKey } from "../state/state.ts";
import { EMPTY_WALLET, type Transfer, transferred } from "../wallet/wallet.ts";
import { refuse, type Rule } from "./rule.ts";

/** Settles a run: what was posted is spent, what was only reserved goes back. */
export const endRun: Rule<"run.end"> = (state, { run: name, reason }) => {
  const run = state.runs.get(name);
  if (run === undefined)
    return refuse("UNKNOWN_RUN", "a run that was started", `"${name}"`, "name one that plimsoll started");
  if (run.ended) return refuse("RUN_ENDED", "a run that goes on", `"${name}", ended`, "nothing to do");
  return ok([...leaseEnded(run), runEnded(state, run, reason)]);
};

const leaseEnded = (run: Run): EntryBodyOf<"lease.ended">[] =>
  run.trainingLease === null ? [] : [{ kind: "lease.ended", lease: run.trainingLease, reason: "run ended" }];

export function runEnded(state: KernelState, run: Run, reason: string): EntryBodyOf<"run.ended"> {
  const transfers = run.funds === "posted" ? spent(run) : givenBack(state, run);
  return { kind: "run.ended", run: run.run, reason, transfers, output: "debit-receipt" };
}

/** Several runs that end at once: what one gives back, the next finds in the wallet. */
export function runsEnded(state: KernelState, runs: readonly Run[], reason: string): EntryBodyOf<"run.ended">[] {
  let known = state;
  return runs.map((run) => {
    const ended = runEnded(known, run, reason);
    known = ended.transfers.reduce(moved, known);
    return ended;
  });
}

const spent = ({ lab, holdings }: Run): readonly Transfer[] =>
  holdings.map(({ quarter, amountMicroCu }) => ({ lab, quarter, from: "posted", to: "spent", amountMicroCu }));

/** What comes back makes good an overdraft first: nobody spends money that the quarter never had. */
function givenBack(state: KernelState, { lab, holdings }: Run): readonly Transfer[] {
  const transfers: Transfer[] = [];
  let known = state;
  for (const { quarter, amountMicroCu } of holdings) {
    const overdraft = known.wallets.get(walletKey(lab, quarter))?.overdraft ?? 0;
    const repaid = Math.min(overdraft, amountMicroCu);
    const parts: readonly Transfer[] = [
      { lab, quarter, from: "reserved", to: "overdraft", amountMicroCu: repaid },
      { lab, quarter, from: "reserved", to: "available", amountMicroCu: amountMicroCu - repaid },
    ];
    const real = parts.filter((part) => part.amountMicroCu > 0);
    transfers.push(...real);
    known = real.reduce(moved, known);
  }
  return transfers;
}

function moved(state: KernelState, transfer: Transfer): KernelState {
  const key = walletKey(transfer.lab, transfer.quarter);
  const wallet = transferred(state.wallets.get(key) ?? EMPTY_WALLET, transfer);
  return { ...state, wallets: state.wallets.set(key, wallet) };
}
