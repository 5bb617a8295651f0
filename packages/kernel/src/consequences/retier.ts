import type { EntryBody } from "../entry/entry.ts";
import type { Run } from "../state/run.ts";
import type { KernelState, Site } from "../state/state.ts";
import { requiredTier } from "../tier/required-tier.ts";
import { debit } from "../wallet/debit.ts";
import { priceMicroCu } from "../wallet/price.ts";

/**
 * Weights that have reached a higher tier owe the difference (docs/concepts/kernel.md). Where it cannot be paid, or where only
 * the want of a benchmark speaks for the tier, nothing is debited and the power says why.
 */
export function retierEntries(state: KernelState, site: Site, run: Run, at: number): readonly EntryBody[] {
  const lab = state.labs.get(run.lab);
  if (lab === undefined || state.lineages.get(run.lineage)?.killed !== false) return [];
  const { tier, isKnown } = requiredTier(state, site, run, at);
  if (!isKnown || tier <= run.tier) return [];
  const difference = priceMicroCu(tier) - priceMicroCu(run.tier);
  const to = run.funds === "posted" ? "posted" : "reserved";
  const paid = debit(state, site, { lab, at, amountMicroCu: difference, to, subject: run.run, tier });
  if (!paid.ok) return [];
  const { entries, ...receipt } = paid.value;
  return [
    ...entries,
    { kind: "run.retiered", run: run.run, tier, priceMicroCu: difference, ...receipt, output: "debit-receipt" },
  ];
}
