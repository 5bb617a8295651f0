import type { Quarter } from "./quarter.ts";

/** The accounts of a lab in a quarter. `granted` and `overdraft` are sources; the others hold what came from them. */
export type Account = "granted" | "available" | "reserved" | "posted" | "spent" | "overdraft";

/** A movement between two accounts of one wallet: the only way a balance changes (law L4). */
export interface Transfer {
  readonly lab: string;
  readonly quarter: Quarter;
  readonly from: Account;
  readonly to: Account;
  readonly amountMicroCu: number;
}

/** Balances in micro-CU. */
export type Wallet = Readonly<Record<Account, number>>;

export const EMPTY_WALLET: Wallet = { granted: 0, available: 0, reserved: 0, posted: 0, spent: 0, overdraft: 0 };

const SOURCES: ReadonlySet<Account> = new Set(["granted", "overdraft"]);

/** Applies one movement. Throws when it would break conservation: an entry like that was never decided by this kernel. */
export function transferred(wallet: Wallet, { from, to, amountMicroCu }: Transfer): Wallet {
  const next: Wallet = {
    ...wallet,
    [from]: wallet[from] + (SOURCES.has(from) ? amountMicroCu : -amountMicroCu),
    [to]: wallet[to] + (SOURCES.has(to) ? -amountMicroCu : amountMicroCu),
  };
  assertConserved(next);
  return next;
}

/** L4: granted + overdraft = available + reserved + posted + spent, and no account below zero. */
export const isConserved = (wallet: Wallet): boolean =>
  wallet.granted + wallet.overdraft === wallet.available + wallet.reserved + wallet.posted + wallet.spent &&
  Object.values(wallet).every((balance) => Number.isSafeInteger(balance) && balance >= 0);

function assertConserved(wallet: Wallet): void {
  if (!isConserved(wallet)) throw new Error(`law L4 broken: ${JSON.stringify(wallet)}`);
}

/** Nothing left of what was granted, or more spent than that (ACB-K §3.2). A quarter that began at 0 is not counted. */
export const isExhausted = (wallet: Wallet): boolean =>
  wallet.overdraft > 0 || (wallet.granted > 0 && wallet.available + wallet.reserved + wallet.posted === 0);
