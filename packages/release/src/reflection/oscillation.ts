import { isActive } from "../evolution/applies.ts";
import type { Safeguard } from "../evolution/safeguard.ts";

/** What one cycle did to the rules, by their origins (`subject/hazard`). */
export interface ProposalCycle {
  readonly made: readonly string[];
  readonly undone: readonly string[];
}

/** Origins that have an active rule after a cycle and had none before it, and the other way round. */
export function proposalCycleOf(before: readonly Safeguard[], after: readonly Safeguard[]): ProposalCycle {
  const [old, fresh] = [originsOf(before), originsOf(after)];
  return { made: [...fresh.difference(old)].toSorted(), undone: [...old.difference(fresh)].toSorted() };
}

const originsOf = (safeguards: readonly Safeguard[]): Set<string> =>
  new Set(safeguards.filter(isActive).map(({ origin }) => origin.ref));

const CYCLES_SEEN = 10;
const UNDONE_MAX = 2;

/** Origins whose rules were undone twice within the last ten cycles, oldest cycle first: only a person makes one for them again. */
export function oscillatingIn(cycles: readonly ProposalCycle[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { undone } of cycles.slice(-CYCLES_SEEN)) {
    for (const id of new Set(undone)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count >= UNDONE_MAX)
    .map(([id]) => id)
    .toSorted();
}
