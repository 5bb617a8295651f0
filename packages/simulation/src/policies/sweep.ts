import { CLEAN, DOWN, RIGHT } from "../cluster/actions.ts";
import type { ObservationPolicy } from "./policy.ts";
import { loadSeen, OWN } from "./sight.ts";

/**
 * Walks row by row over the whole grid, whatever it sees around it, and cleans each cell whose CPU + memory reaches
 * `cleanAt`: the least a heuristic has to beat. Pays no heed to the budget.
 * @param cleanAt In [0, 2]; by default the load from which cleaning is no waste.
 */
export const sweepPolicy = (cleanAt?: number): ObservationPolicy => ({
  name: cleanAt === undefined ? "sweep" : `sweep-${cleanAt}`,
  needs: "observation",
  start(spec) {
    const patrol = startPatrol(spec.width);
    const from = Math.fround(cleanAt ?? spec.clean.wasteBelow);
    return { act: (observation) => (loadSeen(observation, OWN) >= from ? CLEAN : patrol()) };
  },
});

/** The moves that visit every cell of a torus: to the right, and down each time a row is done. */
export function startPatrol(width: number): () => number {
  let moves = 0;
  return () => (++moves % width === 0 ? DOWN : RIGHT);
}
