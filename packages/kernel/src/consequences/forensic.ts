import type { ForensicCause } from "../audit/reconciliation.ts";
import { isSilentTooLong } from "../audit/silence.ts";
import type { EntryBody } from "../entry/entry.ts";
import type { Lab } from "../state/lab.ts";
import type { KernelState, Site } from "../state/state.ts";
import { openingOf } from "../wallet/opening.ts";
import { quarterOf } from "../wallet/quarter.ts";

/**
 * Forensic shutdowns that are due (ACB-K §8.2): of every lab whose newest reconciliation disagrees or one of whose meters
 * has been silent too long, with those linked to it, and once. They hold until an auditor clears them.
 */
export function forensicConsequences(state: KernelState, at: number): EntryBody[] {
  const { site } = state;
  if (site === null) return [];
  const held = new Set<string>();
  return state.labs.sorted().flatMap(([, lab]) => {
    const cause = lab.hold === null && !held.has(lab.lab) ? causeFor(state, site, lab, at) : null;
    if (cause === null) return [];
    const labs = [lab.lab, ...lab.linked.filter((name) => name !== lab.lab)];
    for (const name of labs) held.add(name);
    // The shutdown counts against the quarter, which may not be open yet.
    return [...openingOf(state, site, lab, quarterOf(at)), forensicOrdered(state, labs, cause)];
  });
}

function causeFor(state: KernelState, { policy }: Site, lab: Lab, at: number): ForensicCause | null {
  const verdict = state.audits.get(lab.lab)?.newest?.verdict ?? "agrees";
  if (verdict !== "agrees") return verdict;
  return isSilentTooLong(state, policy, lab, at) ? "meter_silent" : null;
}

function forensicOrdered(state: KernelState, labs: readonly string[], cause: ForensicCause): EntryBody {
  const leases = state.leases
    .sorted()
    .filter(([, lease]) => labs.includes(lease.lab))
    .map(([name]) => name);
  return { kind: "forensic.ordered", labs, cause, leases, output: "forensic-shutdown" };
}
