import { CLEAN, SCALE } from "../cluster/actions.ts";
import { canClean, canScale, cellsOf, type ClusterView, loadOf, ownCell } from "./cluster-view.ts";
import type { StatePolicy } from "./policy.ts";
import { startPatrol } from "./sweep.ts";
import { largestBy, moveTowards } from "./torus.ts";

export interface HorizontalAutoscalerOptions {
  /** Average utilisation to hold, in (0, 1]. */
  readonly target: number;
  /** A ratio this near to 1 changes nothing. */
  readonly tolerance: number;
  /** Decisions over which the largest recommendation counts: 300 s at one in 15 s. */
  readonly stabilisationDecisions: number;
}

const KUBERNETES: HorizontalAutoscalerOptions = { target: 0.3, tolerance: 0.1, stabilisationDecisions: 20 };

/**
 * The Horizontal Pod Autoscaler's rule: wanted = ceil(replicas · metric / target), where metric is the larger of average
 * CPU and average memory; nothing within the tolerance; down only to the largest recommendation of the window.
 *
 * Mapping. The cells are the replicas, and the world has no more of them: what is wanted beyond them is capacity to win
 * back. While more is wanted than there is, scale where that takes effect, else walk to the cell of largest load and
 * clean it; otherwise patrol. Sees averages only when it decides whether, never which cell is near its end: that is the
 * rule's own blindness, and its way of failing here.
 */
export const horizontalAutoscalerPolicy = (options: Partial<HorizontalAutoscalerOptions> = {}): StatePolicy => ({
  name: "hpa",
  needs: "state",
  start(spec) {
    const patrol = startPatrol(spec.width);
    const wanted = startRecommender({ ...KUBERNETES, ...options });
    return { act: (view) => (wanted(view) > view.width * view.height ? winBack(view) : undefined) ?? patrol() };
  },
});

/** Replicas wanted, after tolerance and stabilisation. */
function startRecommender({ target, tolerance, stabilisationDecisions }: HorizontalAutoscalerOptions) {
  const window: number[] = [];
  return (view: ClusterView): number => {
    window.push(desiredReplicas(view.width * view.height, metricOf(view), target, tolerance));
    if (window.length > stabilisationDecisions) window.shift();
    return Math.max(...window);
  };
}

/** The published formula; within the tolerance the number of replicas stays. */
export function desiredReplicas(replicas: number, metric: number, target: number, tolerance: number): number {
  const ratio = metric / target;
  return Math.abs(ratio - 1) <= tolerance ? replicas : Math.ceil(replicas * ratio);
}

/** With several metrics the one that wants most replicas decides. */
function metricOf(view: ClusterView): number {
  const cells = cellsOf(view);
  const mean = (shareOf: (cell: number) => number): number =>
    cells.reduce((sum, cell) => sum + shareOf(cell), 0) / cells.length;
  return Math.max(
    mean((cell) => view.cpu(cell)),
    mean((cell) => view.memory(cell)),
  );
}

function winBack(view: ClusterView): number | undefined {
  if (canScale(view)) return SCALE;
  const target = largestBy(cellsOf(view), (cell) => loadOf(view, cell));
  if (target === undefined) return undefined;
  if (target !== ownCell(view)) return moveTowards(view, target);
  return canClean(view) ? CLEAN : undefined;
}
