import { CLEAN, SCALE } from "../cluster/actions.ts";
import type { ClusterSpec } from "../cluster/cluster-spec.ts";
import type { ObservationPolicy } from "./policy.ts";
import { budgetSeen, hotPlacesSeen, memorySeen, moveToLargest, OWN } from "./sight.ts";
import { startPatrol } from "./sweep.ts";

const CLEAN_ABOVE = 0.7;
const SCALE_ABOVE_HOT_PLACES = 2;
const RESERVE_SHARE = 0.1;

/**
 * The heuristic of the original's experiment log, description B (resonetics §6.2): clean where the own memory is above
 * 0.7; scale only where more than two places in sight are hot; do neither while less than a tenth of the budget is left.
 * The description names neither the two numbers nor how to move: `greedy` goes to the neighbour of most memory,
 * `sweep` row by row.
 */
export const memoryThresholdPolicy = (movement: "greedy" | "sweep"): ObservationPolicy => ({
  name: `memory-threshold-${movement}`,
  needs: "observation",
  start(spec) {
    const patrol = startPatrol(spec.width);
    const greedy = (observation: Float32Array): number => moveToLargest((place) => memorySeen(observation, place));
    const move = movement === "sweep" ? patrol : greedy;
    return { act: (observation) => repair(spec, observation) ?? move(observation) };
  },
});

function repair(spec: ClusterSpec, observation: Float32Array): number | undefined {
  const spare = budgetSeen(spec, observation) - RESERVE_SHARE * spec.budget.full;
  if (spare >= spec.budget.scale && hotPlacesSeen(spec, observation) > SCALE_ABOVE_HOT_PLACES) return SCALE;
  if (spare >= spec.budget.clean && memorySeen(observation, OWN) > Math.fround(CLEAN_ABOVE)) return CLEAN;
  return undefined;
}
