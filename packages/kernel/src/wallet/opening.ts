import type { EntryBody, EntryBodyOf } from "../entry/entry.ts";
import type { Lab } from "../state/lab.ts";
import { type KernelState, type Site, walletKey } from "../state/state.ts";
import { allocationBaseMicroCu, allotted, cappedByYearBefore } from "./allocation.ts";
import { compliancePpm, recordsOf } from "./compliance.ts";
import { debtMicroCu } from "./debt.ts";
import { recordOf } from "./quarter-record.ts";
import { type Quarter, quarterNumber, quarterNumbered, quarterOf } from "./quarter.ts";
import { EMPTY_WALLET, type Wallet } from "./wallet.ts";

/** The allocation of a lab's quarter, as it must enter the ledger before the first debit; empty when it has. */
export function openingOf(
  state: KernelState,
  { policy }: Site,
  lab: Lab,
  quarter: Quarter,
): readonly EntryBodyOf<"allocation.opened">[] {
  if (state.wallets.has(walletKey(lab.lab, quarter))) return [];
  const compliance = compliancePpm(state, lab, quarter);
  const baseMicroCu = baseUnderCap(state, allocationBaseMicroCu(policy, lab, quarter), lab, quarter);
  const { grantedMicroCu, ...debt } = allotted(baseMicroCu, compliance, debtMicroCu(state, lab, quarter));
  return [
    {
      kind: "allocation.opened",
      lab: lab.lab,
      quarter,
      baseMicroCu,
      compliancePpm: compliance,
      ...debt,
      transfers: [{ lab: lab.lab, quarter, from: "granted", to: "available", amountMicroCu: grantedMicroCu }],
    },
  ];
}

/**
 * Together with those linked to it a lab gets at most 98 % of what they had in the same quarter a year before: who splits
 * into two does not begin anew.
 */
function baseUnderCap(state: KernelState, baseMicroCu: number, lab: Lab, quarter: Quarter): number {
  const yearBefore = recordsOf(state, lab, quarterNumbered(quarterNumber(quarter) - 4));
  if (yearBefore.length === 0) return baseMicroCu;
  const cap = cappedByYearBefore(sumOfBases(yearBefore)) - sumOfBases(recordsOf(state, lab, quarter));
  return Math.max(0, Math.min(baseMicroCu, cap));
}

const sumOfBases = (records: readonly { readonly baseMicroCu: number }[]): number =>
  records.reduce((sum, { baseMicroCu }) => sum + baseMicroCu, 0);

/** The wallet as it is, or as it will be once its quarter is opened. */
export function walletOf(state: KernelState, site: Site, lab: Lab, quarter: Quarter): Wallet {
  const wallet = state.wallets.get(walletKey(lab.lab, quarter));
  if (wallet !== undefined) return wallet;
  const granted = openingOf(state, site, lab, quarter)[0]?.transfers[0]?.amountMicroCu ?? 0;
  return { ...EMPTY_WALLET, granted, available: granted };
}

/** Quarters back in which something may still come back from a reservation. */
const LAPSING_QUARTERS = 4;

/** What a new quarter does to all labs: their allocations open, and what they had not spent before goes back. */
export function turnOfQuarter(state: KernelState, site: Site, at: number): readonly EntryBody[] {
  const quarter = quarterOf(at);
  const turned: EntryBody[] = [];
  let known = state;
  for (const [, lab] of state.labs.sorted()) {
    const opening = openingOf(known, site, lab, quarter);
    turned.push(...lapsesOf(state, lab, quarter), ...opening);
    // Linked labs share one cap and one debt: each sees what the ones before it were given.
    known = opening.reduce(withRecord, known);
  }
  return turned;
}

const withRecord = (state: KernelState, opening: EntryBodyOf<"allocation.opened">): KernelState => ({
  ...state,
  quarters: state.quarters.set(walletKey(opening.lab, opening.quarter), recordOf(opening)),
});

function lapsesOf(state: KernelState, { lab }: Lab, quarter: Quarter): readonly EntryBody[] {
  return Array.from({ length: LAPSING_QUARTERS }, (_, back) => quarterNumbered(quarterNumber(quarter) - 1 - back))
    .map((past) => ({ past, amountMicroCu: state.wallets.get(walletKey(lab, past))?.available ?? 0 }))
    .filter(({ amountMicroCu }) => amountMicroCu > 0)
    .map(({ past, amountMicroCu }) => ({
      kind: "allocation.lapsed",
      lab,
      quarter: past,
      transfers: [{ lab, quarter: past, from: "available", to: "granted", amountMicroCu }],
    }));
}
