import { PlimsollError } from "@plimsoll/foundation";
import { cellTowards, isMove, REPRODUCE, REST } from "../agent/action.ts";
import { actionCount } from "../policy/policy.ts";
import { type GardenerWorld, NOBODY } from "../world.ts";

/**
 * Movers claim the cell they move to, all others their own. Per cell the claimant with most energy wins, the first in the list of
 * equals; every other claimant pays for the collision and stays. Afterwards `scratch.target` is where each agent will stand. Returns
 * the places of those who mean to breed. Throws `GARDENER_ACTION_INVALID`.
 */
export function resolveClaims(world: GardenerWorld): number[] {
  const breeders = claim(world);
  payCollisions(world);
  if (world.setup.spec.hasExclusiveCells) keepCellsExclusive(world);
  return breeders;
}

function claim({ agents, scratch, setup: { spec } }: GardenerWorld): number[] {
  const { claimant, target } = scratch;
  const { threshold, isOwnAction } = spec.reproduction;
  const breed = isOwnAction ? REPRODUCE : REST;
  const actions = actionCount(spec);
  const breeders: number[] = [];
  for (let place = 0; place < agents.count; place += 1) {
    const action = agents.action[place]!;
    if (action >= actions) throw wrongAction(action, actions, agents.id[place]!);
    const energy = agents.energy[place]!;
    const cell = isMove(action) ? cellTowards(agents.cell[place]!, action, spec.side) : agents.cell[place]!;
    if (action === breed && energy > threshold) breeders.push(place);
    target[place] = cell;
    const rival = claimant[cell]!;
    if (rival === NOBODY || agents.energy[rival]! < energy) claimant[cell] = place;
  }
  return breeders;
}

function payCollisions({ agents, scratch: { claimant, target }, setup: { spec } }: GardenerWorld): void {
  for (let place = 0; place < agents.count; place += 1) {
    if (claimant[target[place]!] === place) continue;
    agents.energy[place] = agents.energy[place]! - spec.energy.collision;
    target[place] = agents.cell[place]!;
  }
  // A winner's target is still the cell that it claimed: so every claimed cell is free again.
  for (let place = 0; place < agents.count; place += 1) claimant[target[place]!] = NOBODY;
}

/**
 * Where cells are exclusive, nobody enters the cell of an agent that stays; whoever is so held up pays for the collision and stays
 * itself, which may hold up the next. Agents that swap, or follow each other in a ring, pass.
 */
function keepCellsExclusive({ agents, scratch, setup: { spec } }: GardenerWorld): void {
  const { target, standing } = scratch;
  let isSettled = false;
  while (!isSettled) {
    isSettled = true;
    for (let place = 0; place < agents.count; place += 1) {
      if (target[place] === agents.cell[place]) standing[agents.cell[place]!] = 1;
    }
    for (let place = 0; place < agents.count; place += 1) {
      if (target[place] === agents.cell[place] || standing[target[place]!] === 0) continue;
      agents.energy[place] = agents.energy[place]! - spec.energy.collision;
      target[place] = agents.cell[place]!;
      isSettled = false;
    }
  }
  for (let place = 0; place < agents.count; place += 1) standing[agents.cell[place]!] = 0;
}

const wrongAction = (action: number, actions: number, agentId: number): PlimsollError =>
  new PlimsollError({
    code: "GARDENER_ACTION_INVALID",
    expected: `an action from 0 to ${actions - 1}`,
    received: `${action} from agent ${agentId}`,
    fix: "let the policy and the control layer return actions of this spec only",
  });
