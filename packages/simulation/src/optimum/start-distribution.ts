import { CELLS, cpuLevelOf, memoryLevelOf, POSITIONS } from "./grid-box.ts";
import type { LatticeCluster } from "./lattice-cluster.ts";

/** Chances of the first state, by state. What of it lies outside the box or in ended states is left out. */
export function startDistribution(lattice: LatticeCluster): Float64Array {
  const { box, budgetLevels, ended } = lattice;
  const chances = new Float64Array(lattice.boxStates);
  for (let grid = 0; grid < box.size; grid += 1) {
    if (ended[grid] === 1) continue;
    for (let position = 0; position < POSITIONS; position += 1)
      chances[(grid * POSITIONS + position + 1) * budgetLevels - 1] = gridChance(lattice, grid) / POSITIONS;
  }
  return chances;
}

function gridChance({ box, start }: LatticeCluster, grid: number): number {
  let chance = 1;
  for (let cell = 0; cell < CELLS; cell += 1) {
    chance *= start.cpu[cpuLevelOf(box, grid, cell)] as number;
    chance *= start.memory[memoryLevelOf(box, grid, cell)] as number;
  }
  return chance;
}

/** Value of starting: the mean of a table by state under the chances of the first state. */
export function startValue(lattice: LatticeCluster, values: Float64Array): number {
  return startDistribution(lattice).reduce((sum, chance, state) => sum + chance * (values[state] as number), 0);
}
