import type { WindowSet } from "../control/window-set.ts";
import { isWithdrawn } from "../credit/rotation.ts";
import type { EntryBody } from "../entry/entry.ts";
import type { Lineage } from "../state/lineage.ts";
import type { KernelState } from "../state/state.ts";

/**
 * ACB-K §9 on a lineage's credit (K-66): a shown deception gap voids it, a probe set learnt by heart must be replaced.
 * Each follows once: the fold of the entry removes its cause. The throttles follow from the power that is left.
 *
 * @param closed the sets that were closed just now. A gap is new only then: what was cleared since must not come back from an old
 * set on another fork, and of many that close at once none may go unseen because the lists of newest sets are short
 */
export const creditConsequences = (state: KernelState, lineage: Lineage, closed: readonly string[]): EntryBody[] => [
  ...invalidations(state, lineage, closed),
  ...rotations(lineage),
];

/** Of sets that close at one instant the last by name speaks for all. */
function invalidations(state: KernelState, lineage: Lineage, closed: readonly string[]): EntryBody[] {
  const shown = closed
    .toSorted()
    .flatMap((name) => state.windowSets.get(name) ?? [])
    .filter((set) => isAbout(state, set, lineage))
    .flatMap(({ set, gap }) => (gap?.verdict === "shown" ? [{ set, gapPpm: gap.lowerPpm }] : []))
    .at(-1);
  if (shown === undefined || shown.set === lineage.gapShownBy) return [];
  return [{ kind: "credit.invalidated", lineage: lineage.lineage, ...shown, output: "throttle-action" }];
}

/** What a deployed graph shows, every lineage in it shows. */
function isAbout({ deployments }: KernelState, { subject, lineage: own }: WindowSet, { lineage }: Lineage): boolean {
  if (subject.kind !== "deployment") return own === lineage;
  return deployments.get(subject.deployment)?.lineages.includes(lineage) === true;
}

const rotations = (lineage: Lineage): EntryBody[] =>
  Object.values(lineage.families)
    .filter(({ verdict, probeSet }) => verdict === "overfit" && !isWithdrawn(lineage, probeSet))
    .map(({ family, probeSet }) => ({ kind: "rotation.demanded", lineage: lineage.lineage, family, probeSet }));
