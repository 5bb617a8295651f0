import { RerootingMap } from "@plimsoll/foundation";
import { recharge, type TEntry, type TLedger } from "../budget/t-ledger.ts";
import type { Policy } from "../policy/policy.ts";
import type { Draft } from "../record/bodies.ts";

const DAY_MS = 86_400_000;

/** The account as its lines tell it. The cap is the policy's. */
export interface TAccountState {
  /** After the last line; null while it is full: before the first one, and after a grant. */
  readonly balance: number | null;
  readonly entries: readonly TEntry[];
  readonly keys: RerootingMap<string, TEntry>;
  /** Days since 1970 up to which nothing is due any more; null before anything happened. */
  readonly settledDay: number | null;
}

export const NO_ENTRIES: TAccountState = {
  balance: null,
  entries: [],
  keys: RerootingMap.empty(),
  settledDay: null,
};

/** Filled to its cap. */
export const granted = (account: TAccountState): TAccountState => ({ ...account, balance: null });

export const dayOf = (atMs: number): number => Math.floor(atMs / DAY_MS);

/** A line of a day before `day` is late; the days up to it give nothing any more. */
export const settled = (account: TAccountState, day: number): TAccountState => ({
  ...account,
  settledDay: Math.max(account.settledDay ?? day, day),
});

/** With one more line. A line that does not follow is told in words, and only ever lowers the balance. */
export function entered(
  account: TAccountState,
  entry: TEntry,
): { readonly account: TAccountState; readonly fault: string | null } {
  const fault = faultOf(account, entry);
  const balance = fault === null ? entry.balance : Math.max(0, Math.min(entry.balance, account.balance ?? 0));
  const next = { ...account, balance, entries: [...account.entries, entry], keys: account.keys.set(entry.key, entry) };
  return { account: next, fault };
}

function faultOf({ balance, keys }: TAccountState, { key, kind, amount, balance: after }: TEntry): string | null {
  if (keys.has(key)) return `T account: ${key} stands in it twice`;
  if (!(Number.isSafeInteger(amount) && amount > 0)) return `T account: ${key} moves ${amount}`;
  if (!(Number.isSafeInteger(after) && after >= 0)) return `T account: ${key} leaves ${after}`;
  if (balance === null) return null;
  const isRight = kind === "spent" ? after === balance - amount : after >= balance && after <= balance + amount;
  return isRight ? null : `T account: ${key} leaves ${after} of ${balance}`;
}

/** The account to pay from. A policy that lowers the cap lowers what is left. */
export function tLedger({ balance, entries }: TAccountState, { cap }: Policy["budget"]): TLedger {
  return { cap, balance: balance === null ? cap : Math.min(cap, balance), entries };
}

/**
 * What the policy's schedule gives by now, as a record to append; null where nothing is due. Each day (UTC) gives its share
 * once, up to the cap, and only when it is entered before the day's first payment: what was not asked for is not saved up.
 * Days before the account's first record, and clocks that run back, give nothing.
 */
export function dueRecharge(
  account: TAccountState,
  { rechargePerDay, cap }: Policy["budget"],
  nowMs: number,
): Draft | null {
  const day = dayOf(nowMs);
  const days = account.settledDay === null ? 0 : day - account.settledDay;
  const before = tLedger(account, { rechargePerDay, cap });
  if (days <= 0 || rechargePerDay === 0 || before.balance >= before.cap) return null;
  const amount = Math.min(days * rechargePerDay, before.cap - before.balance);
  const after = recharge(before, amount, "schedule", rechargeKey(day));
  const entries = after.entries.slice(before.entries.length);
  if (entries.length === 0) return null;
  return { kind: "budget.changed", subject: null, evaluation: null, body: { entries, balance: after.balance } };
}

const rechargeKey = (day: number): string => `recharge:${new Date(day * DAY_MS).toISOString().slice(0, 10)}`;
