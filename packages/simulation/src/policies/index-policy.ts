import { CLEAN, SCALE } from "../cluster/actions.ts";
import type { ClusterSpec } from "../cluster/cluster-spec.ts";
import { canClean, canScale, cellsOf, type ClusterView, loadOf, ownCell } from "./cluster-view.ts";
import type { StatePolicy } from "./policy.ts";
import { startPatrol } from "./sweep.ts";
import { distanceTo, largestBy, moveTowards } from "./torus.ts";

/** Growth of memory a step that a cell has at least: keeps an index finite where nothing grows. */
const GROWTH_LEAST = 1e-4;

/**
 * Serves the cell with the largest index, priority / (steps to out-of-memory · (1 + steps of way)), among those not
 * wasted to clean: an index rule as of a restless bandit, without a claim to optimality. Scales what is hot.
 */
export const indexPolicy: StatePolicy = {
  name: "index",
  needs: "state",
  start(spec) {
    const patrol = startPatrol(spec.width);
    return { act: (view) => decide(view) ?? patrol() };
  },
};

function decide(view: ClusterView): number | undefined {
  if (canScale(view)) return SCALE;
  const worthIt = cellsOf(view).filter((cell) => loadOf(view, cell) >= view.spec.clean.wasteBelow);
  const target = largestBy(worthIt, (cell) => indexOf(view, cell));
  if (target === undefined) return undefined;
  if (target !== ownCell(view)) return moveTowards(view, target);
  return canClean(view) ? CLEAN : undefined;
}

/** A cell due now counts as due in one step. */
function indexOf(view: ClusterView, cell: number): number {
  const memory = view.memory(cell);
  const stepsLeft = Math.max(1, (view.spec.oom.at - memory) / growthOf(view.spec, memory));
  return view.priority(cell) / (stepsLeft * (1 + distanceTo(view, cell)));
}

/** Mean growth of memory in a step by the spec's own constants; which cell leaks is not known. */
function growthOf(spec: ClusterSpec, memory: number): number {
  const { memory: walk, leaks, feedback } = spec.drift;
  const leakMean = leaks.reduce((sum, leak) => sum + leak, 0) / leaks.length;
  return Math.max(GROWTH_LEAST, walk.mean + leakMean + feedback * memory);
}
