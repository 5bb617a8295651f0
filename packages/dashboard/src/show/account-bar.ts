import type { WalletItem } from "../api/nouns.ts";
import { shareOf } from "./numbers.ts";

/** Where a wallet's CU are (law L4). */
export const ACCOUNTS = ["spent", "posted", "reserved", "available"] as const;
export type AccountShown = (typeof ACCOUNTS)[number];

export interface AccountPart {
  readonly account: AccountShown;
  readonly microCu: string;
  /** From the left edge, ppm of the whole bar. */
  readonly startPpm: number;
  readonly widthPpm: number;
}

export interface AccountBar {
  readonly parts: readonly AccountPart[];
  /** Where what was granted ends: all to the right of it is overdrawn. */
  readonly grantedPpm: number;
  /** Law L4: granted + overdraft = available + reserved + posted + spent. */
  readonly isConserved: boolean;
}

/** The bar of a wallet; null where there is nothing in it, which has no shares. */
export function accountBar(wallet: WalletItem): AccountBar | null {
  const total = BigInt(wallet.granted) + BigInt(wallet.overdraft);
  const held = ACCOUNTS.reduce((sum, account) => sum + BigInt(wallet[account]), 0n);
  const whole = `${total > held ? total : held}`;
  if (whole === "0") return null;
  let startPpm = 0;
  const parts = ACCOUNTS.map((account) => {
    const widthPpm = shareOf(wallet[account], whole) ?? 0;
    startPpm += widthPpm;
    return { account, microCu: wallet[account], startPpm: startPpm - widthPpm, widthPpm };
  });
  return { parts, grantedPpm: shareOf(wallet.granted, whole) ?? 0, isConserved: total === held };
}
