import type { Facts } from "./facts.ts";

/**
 * What is wrong with the accounts, from the transfers alone; null when nothing is. What came from the two sources is what
 * the other accounts hold (L4), no account is below zero, an overdraft is at most the quarter's grant, and an affidavit
 * carries one debit (ACB-K §3.2).
 */
export function accountFault({ balances, affidavits }: Facts): string | null {
  const wallets = new Set(Object.keys(balances).map((key) => key.slice(0, key.lastIndexOf("/"))));
  for (const wallet of wallets) {
    const held = (account: string): number => balances[`${wallet}/${account}`] ?? 0;
    const [granted, overdraft] = [-held("granted"), -held("overdraft")];
    const accounts = ["available", "reserved", "posted", "spent"].map(held);
    if (granted + overdraft !== accounts.reduce((sum, amount) => sum + amount, 0)) return `${wallet} does not add up`;
    if ([granted, overdraft, ...accounts].some((amount) => amount < 0)) return `${wallet} has an account below zero`;
    if (overdraft > granted) return `${wallet} is overdrawn by ${overdraft}, beyond its grant of ${granted}`;
  }
  const twice = Object.entries(affidavits).find(([, { debits }]) => debits > 1);
  return twice === undefined ? null : `${twice[0]} carried ${twice[1].debits} debits`;
}
