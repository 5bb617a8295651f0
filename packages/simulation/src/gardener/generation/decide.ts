import { CLEAN, dirtiestMove, REST, STAY } from "../agent/action.ts";
import { dirtFloor } from "../field/dirt-unit.ts";
import type { GardenerWorld } from "../world.ts";

/** Every agent's planned action: the reflex's where energy is nearly spent, its policy's otherwise (reference §4.4.2, §4.5). */
export function decide(world: GardenerWorld): void {
  const { agents, cells, mind, generation, scratch, setup } = world;
  const { energyMax } = setup.spec.reflex;
  let count = 0;
  for (let place = 0; place < agents.count; place += 1) {
    agents.emergency[place] = 0;
    if (agents.energy[place]! <= energyMax) {
      reflex(world, place);
    } else {
      scratch.deciders[count] = place;
      count += 1;
    }
  }
  mind.decide({ spec: setup.spec, cells, agents, generation }, scratch.deciders, count);
}

function reflex({ agents, cells, setup: { spec } }: GardenerWorld, place: number): void {
  const { cleanAbove, moveAbove, moveEnergyMin } = spec.reflex;
  const cell = agents.cell[place]!;
  agents.action[place] = REST;
  if (cells[cell]! > dirtFloor(cleanAbove)) {
    agents.action[place] = CLEAN;
    return;
  }
  if (agents.energy[place]! < moveEnergyMin) return;
  const move = dirtiestMove(cells, cell, spec.side, dirtFloor(moveAbove));
  if (move === STAY) return;
  agents.action[place] = move;
  agents.emergency[place] = 1;
}
