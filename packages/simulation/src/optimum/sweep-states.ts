import { POSITIONS } from "./grid-box.ts";
import type { LatticeCluster } from "./lattice-cluster.ts";

/** Visits every state of the box that an episode can go on from, in the order of its number. */
export function sweepStates(
  { box, budgetLevels, ended }: LatticeCluster,
  visit: (state: number, grid: number, position: number, budget: number) => void,
): void {
  for (let grid = 0; grid < box.size; grid += 1) {
    if (ended[grid] === 1) continue;
    for (let position = 0; position < POSITIONS; position += 1)
      for (let budget = 0; budget < budgetLevels; budget += 1)
        visit((grid * POSITIONS + position) * budgetLevels + budget, grid, position, budget);
  }
}
