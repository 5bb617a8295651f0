import { type KernelState, quarterOf, type Wallet, walletKey } from "@plimsoll/kernel";
import { rightsAccount } from "./rights-movement.ts";

/**
 * The state as a site may decide on it: of each lab's present quarter no more is available than the site holds rights to.
 * So the kernel itself refuses or leaves out what is not covered: a debit that follows by itself is left unpaid, and
 * power falls, where a refusal of the whole decision would keep a kill from being ordered.
 *
 * The very same state when rights cover all of it.
 */
export function underRights(state: KernelState, at: number, rightsOf: (account: string) => number): KernelState {
  const quarter = quarterOf(at);
  let { wallets } = state;
  for (const [lab] of state.labs.sorted()) {
    const wallet = state.wallets.get(walletKey(lab, quarter));
    if (wallet === undefined) continue;
    const held = rightsOf(rightsAccount(lab, quarter));
    if (held < wallet.available) wallets = wallets.set(walletKey(lab, quarter), lessAvailable(wallet, held));
  }
  return wallets === state.wallets ? state : { ...state, wallets };
}

/** Granted falls with it, so that the wallet still conserves (L4). */
function lessAvailable(wallet: Wallet, held: number): Wallet {
  const cut = Math.min(wallet.available - held, wallet.granted);
  return { ...wallet, granted: wallet.granted - cut, available: wallet.available - cut };
}
