import { moveAgent } from "../agent/agents.ts";
import { type GardenerWorld, settle } from "../world.ts";

export interface Renewal {
  readonly deaths: number;
  readonly respawns: number;
}

/** Removes agents without energy; then, where the spec respawns, fills the list up to the least population. */
export function renewPopulation(world: GardenerWorld): Renewal {
  const deaths = bury(world);
  const { population } = world.setup.spec;
  if (!population.respawn) return { deaths, respawns: 0 };
  const respawns = Math.max(0, population.min - world.agents.count);
  for (let born = 0; born < respawns; born += 1) settle(world, takeId(world));
  return { deaths, respawns };
}

/** The next agent's id; no id is used twice. */
export function takeId(world: GardenerWorld): number {
  const id = world.nextId;
  world.nextId += 1;
  return id;
}

function bury({ agents, freeSlots }: GardenerWorld): number {
  let kept = 0;
  for (let place = 0; place < agents.count; place += 1) {
    if (agents.energy[place]! <= 0) {
      freeSlots.push(agents.slot[place]!);
      continue;
    }
    if (kept < place) moveAgent(agents, place, kept);
    kept += 1;
  }
  const deaths = agents.count - kept;
  agents.count = kept;
  return deaths;
}
