import type { WindowSet } from "../control/window-set.ts";
import { isWithdrawn } from "../credit/rotation.ts";
import type { EntryBody } from "../entry/entry.ts";
import type { Lineage } from "../state/lineage.ts";
import type { KernelState } from "../state/state.ts";

/**
 * ACB-K §9 on a lineage's credit (K-66): a shown deception gap voids it, a probe set learnt by heart must be replaced.
 * Each follows once: the fold of the entry removes its cause. The throttles follow from the power that is left.
 */
export const creditConsequences = (state: KernelState, lineage: Lineage): EntryBody[] => [
  ...invalidations(state, lineage),
  ...rotations(lineage),
];

/** Of sets that close at one instant the last by name speaks for all. */
function invalidations(state: KernelState, lineage: Lineage): EntryBody[] {
  const shown = setsClosedNow(state, lineage)
    .flatMap(({ set, gap }) => (gap?.verdict === "shown" ? [{ set, gapPpm: gap.lowerPpm }] : []))
    .at(-1);
  if (shown === undefined || shown.set === lineage.gapShownBy) return [];
  return [{ kind: "credit.invalidated", lineage: lineage.lineage, ...shown, output: "throttle-action" }];
}

/**
 * In the order of their names. A gap is new only when it is shown: what was cleared since must not come back from an old set on
 * another fork.
 */
const setsClosedNow = (state: KernelState, lineage: Lineage): readonly WindowSet[] =>
  [...new Set(newestSets(state, lineage))]
    .toSorted()
    .flatMap((name) => state.windowSets.get(name) ?? [])
    .filter(({ closedAt }) => closedAt === state.clockMs);

/** The last sets on every head of the lineage, on its frozen digests and on the graphs that it is deployed in. */
function newestSets(state: KernelState, { lineage, runs, releaseSets }: Lineage): readonly string[] {
  const heads = runs.flatMap((run) => state.runs.get(run)?.head ?? []);
  const deployed = [...state.deployments.values()].filter(({ lineages }) => lineages.includes(lineage));
  const ofWeights = heads.flatMap((head) => state.checkpoints.get(head)?.lastSets ?? []);
  return [...ofWeights, ...releaseSets, ...deployed.flatMap(({ lastSets }) => lastSets)];
}

const rotations = (lineage: Lineage): EntryBody[] =>
  Object.values(lineage.families)
    .filter(({ verdict, probeSet }) => verdict === "overfit" && !isWithdrawn(lineage, probeSet))
    .map(({ family, probeSet }) => ({ kind: "rotation.demanded", lineage: lineage.lineage, family, probeSet }));
