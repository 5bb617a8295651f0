import { CLEAN, SCALE } from "../cluster/actions.ts";
import { canClean, canScale, cellsOf, type ClusterView, loadOf, ownCell } from "./cluster-view.ts";
import { createDecayingHistogram, type DecayingHistogram } from "./decaying-histogram.ts";
import type { StatePolicy } from "./policy.ts";
import { startPatrol } from "./sweep.ts";
import { distanceTo, largestBy, moveTowards } from "./torus.ts";

export interface VerticalAutoscalerOptions {
  /** The share of samples a recommendation covers. */
  readonly percentile: number;
  /** Added to it as a share of itself. */
  readonly margin: number;
  /** Decisions after which a sample weighs half: a day at one in 9.5 minutes. */
  readonly halfLifeDecisions: number;
  /** What the memory at an out-of-memory kill is raised by before it counts as a sample. */
  readonly oomBump: number;
  /** Cells recommended beyond their limit at which scaling is worth its price. */
  readonly scaleFrom: number;
}

const KUBERNETES: VerticalAutoscalerOptions = {
  percentile: 0.9,
  margin: 0.15,
  halfLifeDecisions: 150,
  oomBump: 1.2,
  scaleFrom: 2,
};

/**
 * The Vertical Pod Autoscaler's rule: for each cell a decaying histogram of its memory, a recommendation of its 90th
 * percentile and 15 % more, a bump where it ran out.
 *
 * Mapping. A cell's limit is where it counts as hot. One recommended beyond it, and dirty enough to clean, can be given no more here, so
 * it is evicted: the agent walks to the nearest such cell and cleans it, and its history begins anew as a new pod's.
 * Where `scaleFrom` cells are due and scaling takes effect, it scales. Otherwise it patrols.
 */
export const verticalAutoscalerPolicy = (options: Partial<VerticalAutoscalerOptions> = {}): StatePolicy => ({
  name: "vpa",
  needs: "state",
  start(spec) {
    const patrol = startPatrol(spec.width);
    const recommender = startRecommender({ ...KUBERNETES, ...options }, spec.width * spec.height);
    return { act: (view) => recommender.decide(view) ?? patrol() };
  },
});

function startRecommender(options: VerticalAutoscalerOptions, cells: number) {
  const begin = (): DecayingHistogram => createDecayingHistogram(options.halfLifeDecisions);
  const history = Array.from({ length: cells }, begin);
  const recommended = (cell: number): number => historyOf(history, cell).percentile(options.percentile);
  return {
    decide(view: ClusterView): number | undefined {
      for (const cell of cellsOf(view)) historyOf(history, cell).add(sampleOf(options, view, cell), view.step);
      const isDue = (cell: number): boolean =>
        recommended(cell) * (1 + options.margin) >= view.spec.scale.hotAbove &&
        loadOf(view, cell) >= view.spec.clean.wasteBelow;
      const action = evict(options, view, cellsOf(view).filter(isDue));
      if (action === CLEAN) history[ownCell(view)] = begin();
      return action;
    },
  };
}

const historyOf = (history: readonly DecayingHistogram[], cell: number): DecayingHistogram =>
  history[cell] as DecayingHistogram;

const sampleOf = ({ oomBump }: VerticalAutoscalerOptions, view: ClusterView, cell: number): number => {
  const memory = view.memory(cell);
  return memory >= view.spec.oom.at ? memory * oomBump : memory;
};

function evict(
  { scaleFrom }: VerticalAutoscalerOptions,
  view: ClusterView,
  due: readonly number[],
): number | undefined {
  if (due.length >= scaleFrom && canScale(view)) return SCALE;
  const target = largestBy(due, (cell) => -distanceTo(view, cell));
  if (target === undefined) return undefined;
  if (target !== ownCell(view)) return moveTowards(view, target);
  return canClean(view) ? CLEAN : undefined;
}
