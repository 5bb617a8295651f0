import { ok, type Result } from "@plimsoll/foundation";
import { type Refusal, refusal } from "../codes.ts";
import type { EntryBodyOf } from "../entry/entry.ts";
import type { Affidavit } from "../state/affidavit.ts";
import type { Lab } from "../state/lab.ts";
import type { KernelState, Site } from "../state/state.ts";
import { isBankrupt } from "./bankruptcy.ts";
import { openingOf, walletOf } from "./opening.ts";
import type { Tier } from "./price.ts";
import { type Quarter, quarterOf } from "./quarter.ts";
import type { Account, Transfer, Wallet } from "./wallet.ts";

/** What is to be paid, by whom, and for what. */
export interface Payment {
  readonly lab: Lab;
  readonly at: number;
  readonly amountMicroCu: number;
  readonly to: Extract<Account, "reserved" | "posted" | "spent">;
  /** The run or deployment: an affidavit names it. */
  readonly subject: string;
  readonly tier: Tier;
}

/** A payment that can be made. `entries` open the quarter where nobody has yet, and come first. */
export interface Debit {
  readonly entries: readonly EntryBodyOf<"allocation.opened">[];
  readonly transfers: readonly Transfer[];
  readonly quarter: Quarter;
  /** The affidavit that the overdraft rests on. */
  readonly affidavit: string | null;
}

/** Pays from the lab's wallet of the quarter, or refuses: every debit of ACB-K §3.1 goes through here. */
export function debit(state: KernelState, site: Site, payment: Payment): Result<Debit, Refusal> {
  const { lab, at } = payment;
  const quarter = quarterOf(at);
  const entries = openingOf(state, site, lab, quarter);
  const wallet = walletOf(state, site, lab, quarter);
  const affidavit = openAffidavit(state, payment.subject, lab, quarter);
  if (affidavit === null && payment.tier > 1 && isBankrupt(state, site, lab, at)) return bankrupt(wallet);
  const shortMicroCu = Math.max(0, payment.amountMicroCu - wallet.available);
  if (shortMicroCu > 0 && affidavit === null) return insufficient(payment, wallet);
  if (shortMicroCu > 0 && wallet.overdraft + shortMicroCu > wallet.granted) return overdrawn(shortMicroCu, wallet);
  const transfers = [
    ...(shortMicroCu > 0 ? [transfer(lab, quarter, "overdraft", "available", shortMicroCu)] : []),
    transfer(lab, quarter, "available", payment.to, payment.amountMicroCu),
  ];
  return ok({ entries, transfers, quarter, affidavit: affidavit?.affidavit ?? null });
}

const transfer = ({ lab }: Lab, quarter: Quarter, from: Account, to: Account, amountMicroCu: number): Transfer => ({
  lab,
  quarter,
  from,
  to,
  amountMicroCu,
});

/** One named debit: an affidavit that was used opens nothing any more. */
function openAffidavit(state: KernelState, subject: string, { lab }: Lab, quarter: Quarter): Affidavit | null {
  for (const affidavit of state.affidavits.values()) {
    if (affidavit.subject === subject && affidavit.lab === lab && affidavit.quarter === quarter && !affidavit.used)
      return affidavit;
  }
  return null;
}

const refused = (error: Refusal): Result<never, Refusal> => ({ ok: false, error });

const bankrupt = ({ available }: Wallet): Result<never, Refusal> =>
  refused(
    refusal(
      "BANKRUPT",
      "a lab that is not bankrupt",
      `${available} micro-CU available`,
      "wait for the next quarter's allocation, or file a Catastrophic Risk Affidavit: affidavit.file",
    ),
  );

const insufficient = ({ amountMicroCu }: Payment, { available }: Wallet): Result<never, Refusal> =>
  refused(
    refusal(
      "INSUFFICIENT_CU",
      `${amountMicroCu} micro-CU`,
      `${available} micro-CU available`,
      "choose a lower tier, wait for the next quarter's allocation, or file a Catastrophic Risk Affidavit",
    ),
  );

const overdrawn = (shortMicroCu: number, { granted, overdraft }: Wallet): Result<never, Refusal> =>
  refused(
    refusal(
      "OVERDRAFT_TOO_LARGE",
      `an overdraft of at most ${granted} micro-CU, the quarter's allocation`,
      `${overdraft + shortMicroCu} micro-CU`,
      "wait for the next quarter's allocation",
    ),
  );
