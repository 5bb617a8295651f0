import type { WindowSet } from "../control/window-set.ts";
import type { Lineage } from "../state/lineage.ts";

/**
 * Whether a shown deception gap still voids the lineage's credit after a set has closed (K-66): it does until two sets in a row, both
 * closed later than the one that showed it, prove that there is none.
 *
 * @param closed the set as it was closed, with its verdict
 * @param previous the set that was closed last before it on the same line of checkpoints or the same deployment
 * @param shownBy the set that `lineage.gapShownBy` names
 */
export function gapAfterClose(
  lineage: Pick<Lineage, "lineage" | "gapShownBy">,
  closed: WindowSet,
  previous: WindowSet | undefined,
  shownBy: WindowSet | undefined,
): Lineage["gapShownBy"] {
  if (shownBy === undefined || previous === undefined || !mayClear(lineage, closed, shownBy)) return lineage.gapShownBy;
  return [previous, closed].every((set) => set.gap?.verdict === "proven" && isLater(set, shownBy))
    ? null
    : lineage.gapShownBy;
}

/** What the weights showed by themselves, no deployment of them disproves; what a deployment showed, it may disprove itself. */
const mayClear = ({ lineage }: Pick<Lineage, "lineage">, closed: WindowSet, shownBy: WindowSet): boolean =>
  closed.lineage === lineage || sameDeployment(closed, shownBy);

function sameDeployment(left: WindowSet, right: WindowSet): boolean {
  const deployment = deploymentOf(left);
  return deployment !== null && deployment === deploymentOf(right);
}

const deploymentOf = ({ subject }: WindowSet): string | null =>
  subject.kind === "deployment" ? subject.deployment : null;

/** Strictly: of two sets of one instant nobody knows which came first. */
const isLater = ({ closedAt }: WindowSet, than: WindowSet): boolean =>
  closedAt !== null && than.closedAt !== null && closedAt > than.closedAt;
