import { err, ok, PlimsollError, type Result } from "@plimsoll/foundation";

/** Costs of checking, in T (the seed; the sheet's §5.10). T pays for checks and never for scaling. */
export const COSTS = { search: 1, repair: 10, "high-risk evaluation": 15 } as const;
export type Work = keyof typeof COSTS;

/** One line of the account. It only grows. */
export interface TEntry {
  readonly key: string;
  readonly kind: "spent" | "recharged";
  readonly amount: number;
  readonly reason: string;
  /** After it. */
  readonly balance: number;
}

export interface TLedger {
  /** The start, and the most that it may ever hold: 100. */
  readonly cap: number;
  readonly balance: number;
  readonly entries: readonly TEntry[];
}

export const openLedger = (cap: number): TLedger => ({ cap: wholeAbove0(cap), balance: cap, entries: [] });

/** An account as it stands, without its past. */
export const openAccount = ({ cap, balance }: Pick<TLedger, "cap" | "balance">): TLedger => ({
  cap: wholeAbove0(cap),
  balance,
  entries: [],
});

/** Pays before the work, and gives nothing back when it fails. The same key pays once. */
export function spend(ledger: TLedger, work: Work, key: string): Result<TLedger, "EXHAUSTED"> {
  if (isKnown(ledger, key)) return ok(ledger);
  const amount = COSTS[work];
  if (amount > ledger.balance) return err("EXHAUSTED");
  return ok(entered(ledger, { key, kind: "spent", amount, reason: work }, ledger.balance - amount));
}

/** By the policy's schedule, or by an operator's signed entry. Never above the cap. */
export function recharge(ledger: TLedger, amount: number, reason: string, key: string): TLedger {
  if (isKnown(ledger, key)) return ledger;
  const balance = Math.min(ledger.cap, ledger.balance + wholeAbove0(amount));
  return entered(ledger, { key, kind: "recharged", amount, reason }, balance);
}

const isKnown = ({ entries }: TLedger, key: string): boolean => entries.some((entry) => entry.key === key);

const entered = (ledger: TLedger, entry: Omit<TEntry, "balance">, balance: number): TLedger => ({
  ...ledger,
  balance,
  entries: [...ledger.entries, { ...entry, balance }],
});

function wholeAbove0(amount: number): number {
  if (Number.isSafeInteger(amount) && amount > 0) return amount;
  throw new PlimsollError({
    code: "T_AMOUNT_INVALID",
    expected: "a whole number of T above 0",
    received: String(amount),
    fix: "a budget is lowered by work and raised by a recharge, each by a positive amount",
  });
}
