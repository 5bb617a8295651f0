import { CLEAN, SCALE, UP } from "../cluster/actions.ts";
import { canClean, canScale, cellsOf, type ClusterView, loadOf, ownCell } from "./cluster-view.ts";
import type { StatePolicy } from "./policy.ts";
import { distanceTo, largestBy, moveTowards } from "./torus.ts";

/**
 * H1 with the whole grid in sight: scale where anything is hot, clean where it is no waste, else walk towards the cell
 * of largest load for its distance. The reference names this policy and not its rule of walking: of those tried, this one
 * comes nearest to its figures. What is gained over H1 is what sight alone is worth to it.
 */
export const fullSightGreedyPolicy: StatePolicy = {
  name: "full-sight-greedy",
  needs: "state",
  start: () => ({ act: decide }),
};

function decide(view: ClusterView): number {
  const own = ownCell(view);
  if (canScale(view)) return SCALE;
  if (canClean(view) && loadOf(view, own) >= view.spec.clean.wasteBelow) return CLEAN;
  const others = cellsOf(view).filter((cell) => cell !== own);
  const target = largestBy(others, (cell) => loadOf(view, cell) / distanceTo(view, cell));
  return target === undefined ? UP : (moveTowards(view, target) ?? UP);
}
