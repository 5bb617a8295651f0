import type { Wallet, walletKey } from "@plimsoll/kernel";
import type { SiteView } from "./site-view.ts";

/** A lab's quarter in micro-CU, as decimal strings. */
export interface WalletView {
  readonly lab: string;
  readonly quarter: string;
  readonly granted: string;
  readonly available: string;
  readonly reserved: string;
  readonly posted: string;
  readonly spent: string;
  readonly overdraft: string;
  /** What debt took off this quarter's allocation (ACB-K §3.2); null where it was not opened. */
  readonly wedgeMicroCu: string | null;
  readonly compliancePpm: number | null;
  /** Nothing left of what was granted, or more spent than that. */
  readonly exhausted: boolean;
}

export function walletView({ state }: SiteView, key: ReturnType<typeof walletKey>, wallet: Wallet): WalletView {
  const [lab = "", quarter = ""] = key.split("/");
  const opening = state.quarters.get(key);
  const left = wallet.available + wallet.reserved + wallet.posted;
  return {
    lab,
    quarter,
    granted: String(wallet.granted),
    available: String(wallet.available),
    reserved: String(wallet.reserved),
    posted: String(wallet.posted),
    spent: String(wallet.spent),
    overdraft: String(wallet.overdraft),
    wedgeMicroCu: opening === undefined ? null : String(opening.wedgeMicroCu),
    compliancePpm: opening === undefined ? null : opening.compliancePpm,
    exhausted: wallet.overdraft > 0 || (wallet.granted > 0 && left === 0),
  };
}
