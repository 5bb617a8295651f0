import { partKey } from "../../random/counter.ts";
import { type Action, REPRODUCE, REST } from "../agent/action.ts";
import type { AgentFacts, ActionRule } from "../control/action-filter.ts";
import { DIRT_FULL } from "../field/dirt-unit.ts";
import type { Suppression } from "../record/generation-record.ts";
import type { GardenerWorld } from "../world.ts";

const NONE: readonly Suppression[] = [];

/** Puts the control layer's actions in the place of planned ones; what was suppressed. */
export function control(world: GardenerWorld): readonly Suppression[] {
  const { setup, generation, record, keys } = world;
  const key = partKey(keys.control, generation);
  const rule = setup.filter.rule({ spec: setup.spec, generation: generation + 1, previous: record, key });
  return rule === null ? NONE : suppressed(world, rule);
}

function suppressed(world: GardenerWorld, rule: ActionRule): readonly Suppression[] {
  const { agents } = world;
  const suppressions: Suppression[] = [];
  for (let place = 0; place < agents.count; place += 1) {
    const planned = agents.action[place] as Action;
    const substitution = rule(agentFacts(world, place, planned), planned);
    if (substitution === null || substitution.action === planned) continue;
    agents.action[place] = substitution.action;
    agents.emergency[place] = 0;
    suppressions.push({ agentId: agents.id[place]!, planned, ...substitution });
  }
  return suppressions;
}

function agentFacts({ agents, cells, setup: { spec } }: GardenerWorld, place: number, planned: Action): AgentFacts {
  const cell = agents.cell[place]!;
  const energy = agents.energy[place]!;
  const breeds = spec.reproduction.isOwnAction ? REPRODUCE : REST;
  return {
    id: agents.id[place]!,
    row: Math.floor(cell / spec.side),
    column: cell % spec.side,
    energy,
    age: agents.age[place]!,
    dirt: cells[cell]! / DIRT_FULL,
    isEmergency: agents.emergency[place] === 1,
    wouldReproduce: planned === breeds && energy > spec.reproduction.threshold,
  };
}
