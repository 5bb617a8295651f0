import { CLEAN, SCALE } from "../cluster/actions.ts";
import { canClean, canScale, cellsOf, type ClusterView, loadOf, ownCell } from "./cluster-view.ts";
import type { StatePolicy } from "./policy.ts";
import { startPatrol } from "./sweep.ts";
import { distanceTo, largestBy, moveTowards } from "./torus.ts";

/**
 * A cleaner that always goes to the nearest cell worth cleaning and cleans it; on equal ways to the dirtier one. Scales
 * what is hot, and walks row by row while nothing is dirty.
 * @param cleanAt CPU + memory from which a cell is worth it, in [0, 2]; by default where cleaning is no waste.
 */
export const nearestHotPolicy = (cleanAt?: number): StatePolicy => ({
  name: cleanAt === undefined ? "nearest-hot" : `nearest-hot-${cleanAt}`,
  needs: "state",
  start(spec) {
    const patrol = startPatrol(spec.width);
    return { act: (view) => decide(view, cleanAt ?? spec.clean.wasteBelow) ?? patrol() };
  },
});

/** Loads end at 2: a step less of way outweighs any of them. */
const STEP_WEIGHT = 4;

function decide(view: ClusterView, cleanAt: number): number | undefined {
  if (canScale(view)) return SCALE;
  const dirty = cellsOf(view).filter((cell) => loadOf(view, cell) >= cleanAt);
  const target = largestBy(dirty, (cell) => loadOf(view, cell) - STEP_WEIGHT * distanceTo(view, cell));
  if (target === undefined) return undefined;
  if (target !== ownCell(view)) return moveTowards(view, target);
  return canClean(view) ? CLEAN : undefined;
}
