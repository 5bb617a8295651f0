import { CLEAN } from "../agent/action.ts";
import { DIRT_FULL, dirtUnits } from "../field/dirt-unit.ts";
import type { GardenerWorld } from "../world.ts";

/**
 * In each cell with a cleaner dirt is removed once, and its reward shared among the cleaners there. Whoever lost a conflict still
 * cleans, since it stays in its own cell.
 */
export function clean(world: GardenerWorld): void {
  countCleaners(world);
  reward(world);
  resetCleaners(world);
}

function countCleaners({ agents, scratch: { cleaners } }: GardenerWorld): void {
  for (let place = 0; place < agents.count; place += 1) {
    if (agents.action[place] !== CLEAN) continue;
    const cell = agents.cell[place]!;
    cleaners[cell] = cleaners[cell]! + 1;
  }
}

function reward({ agents, cells, scratch: { cleaners, removed }, setup: { spec } }: GardenerWorld): void {
  const cleanMax = dirtUnits(spec.dirt.cleanMax);
  for (let place = 0; place < agents.count; place += 1) {
    if (agents.action[place] !== CLEAN) continue;
    const cell = agents.cell[place]!;
    if (removed[cell] === 0) {
      const amount = Math.min(cells[cell]!, cleanMax);
      removed[cell] = amount;
      cells[cell] = cells[cell]! - amount;
    }
    const gain = ((removed[cell]! / DIRT_FULL) * spec.energy.cleanReward) / cleaners[cell]!;
    agents.energy[place] = agents.energy[place]! + gain;
  }
}

function resetCleaners({ agents, scratch: { cleaners, removed } }: GardenerWorld): void {
  for (let place = 0; place < agents.count; place += 1) {
    const cell = agents.cell[place]!;
    cleaners[cell] = 0;
    removed[cell] = 0;
  }
}
