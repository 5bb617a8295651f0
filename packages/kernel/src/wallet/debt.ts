import type { Lab } from "../state/lab.ts";
import { type KernelState, walletKey } from "../state/state.ts";
import { type Quarter, quarterNumber, quarterNumbered, quarterOf } from "./quarter.ts";

/** An overdraft costs twice its amount (the Debt Wedge of ACB-K §3.2). */
const WEDGE = 2;

/**
 * What a lab and those linked to it still owe when a quarter opens: twice every overdraft of earlier quarters, less what
 * allocations up to now were cut by. Quarters that nobody opened have cut nothing, so a debt does not fade by waiting.
 */
export function debtMicroCu(state: KernelState, lab: Lab, quarter: Quarter): number {
  const numbers = quartersUpTo(state, lab, quarter);
  const owed = lab.linked.flatMap((name) =>
    numbers
      .filter((number) => number < quarterNumber(quarter))
      .map((number) => (state.wallets.get(walletKey(name, quarterNumbered(number)))?.overdraft ?? 0) * WEDGE),
  );
  const paid = lab.linked.flatMap((name) =>
    numbers.map((number) => {
      const record = state.quarters.get(walletKey(name, quarterNumbered(number)));
      return record === undefined ? 0 : record.wedgeMicroCu - record.carriedMicroCu;
    }),
  );
  return Math.max(0, sum(owed) - sum(paid));
}

function quartersUpTo(state: KernelState, { linked }: Lab, quarter: Quarter): readonly number[] {
  const first = Math.min(
    ...linked.map((name) => quarterNumber(quarterOf(state.labs.get(name)?.accreditedAt ?? state.clockMs))),
  );
  return Array.from({ length: quarterNumber(quarter) - first + 1 }, (_, index) => first + index);
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
