import { CLEAN, SCALE } from "../cluster/actions.ts";
import type { ClusterSpec } from "../cluster/cluster-spec.ts";
import type { ObservationPolicy } from "./policy.ts";
import { budgetSeen, hotPlacesSeen, loadSeen, moveToLargest, OWN } from "./sight.ts";

/**
 * The reference heuristic H1 (resonetics §6.2): scale where something hot is in sight and one cell can be paid; clean
 * where the own cell's CPU + memory reaches `cleanAt` and it can be paid; else move to the neighbour of largest CPU +
 * memory. No memory, no chance.
 * @param cleanAt In [0, 2]; by default the load from which cleaning is no waste.
 */
export const h1Policy = (cleanAt?: number): ObservationPolicy => ({
  name: cleanAt === undefined ? "h1" : `h1-${cleanAt}`,
  needs: "observation",
  start: (spec) => ({ act: (observation) => decide(spec, observation, cleanAt ?? spec.clean.wasteBelow) }),
});

function decide(spec: ClusterSpec, observation: Float32Array, cleanAt: number): number {
  const budget = budgetSeen(spec, observation);
  if (budget >= spec.budget.scale && hotPlacesSeen(spec, observation) > 0) return SCALE;
  if (budget >= spec.budget.clean && loadSeen(observation, OWN) >= Math.fround(cleanAt)) return CLEAN;
  return moveToLargest((place) => loadSeen(observation, place));
}
