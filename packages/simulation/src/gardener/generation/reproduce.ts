import { partKey } from "../../random/counter.ts";
import { cellTowards, RIGHT, UP } from "../agent/action.ts";
import { addAgent, type GardenerWorld } from "../world.ts";
import { takeId } from "./renew.ts";

/** While there is room, breeders by energy, the richest first and equals in list order, have a child each; how many were born. */
export function reproduce(world: GardenerWorld, breeders: number[]): number {
  const { agents, setup } = world;
  const { population, reproduction } = setup.spec;
  let births = 0;
  breeders.sort((left, right) => agents.energy[right]! - agents.energy[left]! || left - right);
  for (const parent of breeders) {
    if (agents.count >= population.max) break;
    const cell = agents.energy[parent]! > reproduction.cost ? cradle(world, agents.cell[parent]!) : null;
    if (cell === null) continue;
    bear(world, parent, cell);
    births += 1;
  }
  return births;
}

function bear(world: GardenerWorld, parent: number, cell: number): void {
  const { agents, mind, keys, setup } = world;
  const { cost, childEnergy } = setup.spec.reproduction;
  agents.energy[parent] = agents.energy[parent]! - cost;
  const id = takeId(world);
  const child = addAgent(world, id, cell, childEnergy);
  mind.inherit(agents.slot[child]!, agents.slot[parent]!, partKey(keys.mutations, id));
}

/** The parent's cell; where cells are exclusive the first free neighbour, or none. */
function cradle({ agents, setup: { spec } }: GardenerWorld, cell: number): number | null {
  if (!spec.hasExclusiveCells) return cell;
  const taken = agents.cell.subarray(0, agents.count);
  for (let action = UP; action <= RIGHT; action += 1) {
    const neighbour = cellTowards(cell, action, spec.side);
    if (!taken.includes(neighbour)) return neighbour;
  }
  return null;
}
