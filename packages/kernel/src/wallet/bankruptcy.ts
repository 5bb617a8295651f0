import type { Lab } from "../state/lab.ts";
import { type KernelState, type Site, walletKey } from "../state/state.ts";
import { flopLeft } from "./flop-left.ts";
import { walletOf } from "./opening.ts";
import { type Quarter, quarterNumber, quarterNumbered, quarterOf } from "./quarter.ts";

/**
 * Bankruptcy Mode of ACB-K §3.2: nothing available, reserved or posted and unused is left, or anything is overdrawn by the
 * lab or one that is linked to it.
 */
export function isBankrupt(state: KernelState, site: Site, lab: Lab, nowMs: number): boolean {
  const quarter = quarterOf(nowMs);
  const { available, reserved, overdraft } = walletOf(state, site, lab, quarter);
  if (overdraft > 0 || isAnotherOverdrawn(state, lab, quarter)) return true;
  if (available + reserved > 0) return false;
  const before = state.wallets.get(walletKey(lab.lab, quarterNumbered(quarterNumber(quarter) - 1)));
  return (before?.reserved ?? 0) === 0 && !hasUnusedQuantum(state, lab, nowMs);
}

const isAnotherOverdrawn = ({ wallets }: KernelState, { lab, linked }: Lab, quarter: Quarter): boolean =>
  linked.some((name) => name !== lab && (wallets.get(walletKey(name, quarter))?.overdraft ?? 0) > 0);

const hasUnusedQuantum = (state: KernelState, { lab }: Lab, nowMs: number): boolean => {
  for (const run of state.runs.values()) {
    if (run.lab !== lab || run.ended || run.funds !== "posted") continue;
    const left = flopLeft(state, lab, run.lineage, nowMs);
    if (left === null || left > 0n) return true;
  }
  return false;
};
