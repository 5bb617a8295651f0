import type { GardenerWorld } from "../world.ts";

export interface Committed {
  readonly emergencyMoves: number;
  readonly saves: number;
}

/** Winners move and pay for it; all pay for living and grow older. Energy may fall below 0: death comes with the next generation. */
export function commit({ agents, scratch, setup: { spec } }: GardenerWorld): Committed {
  const { move, emergencyMove, metabolism } = spec.energy;
  let [emergencyMoves, saves] = [0, 0];
  for (let place = 0; place < agents.count; place += 1) {
    const isEmergency = agents.emergency[place] === 1;
    if (isEmergency) emergencyMoves += 1;
    let energy = agents.energy[place]!;
    const target = scratch.target[place]!;
    if (target !== agents.cell[place]) {
      agents.cell[place] = target;
      energy -= isEmergency ? emergencyMove : move;
    }
    agents.energy[place] = energy - metabolism;
    agents.age[place] = agents.age[place]! + 1;
    saves += judged(agents.sinceEmergency, place, isEmergency, spec.reflex.savedAfter);
  }
  return { emergencyMoves, saves };
}

/**
 * 1 where an agent has now lived `savedAfter` generations on after an emergency move. Moves made meanwhile belong to the same
 * emergency. With 0 every emergency move counts at once, as in the original, where saves were emergency moves by another name.
 */
function judged(sinceEmergency: Int32Array, place: number, isEmergency: boolean, savedAfter: number): number {
  if (savedAfter === 0) return isEmergency ? 1 : 0;
  const since = sinceEmergency[place]!;
  if (since < 0) {
    sinceEmergency[place] = isEmergency ? 0 : -1;
    return 0;
  }
  const isSaved = since + 1 >= savedAfter;
  sinceEmergency[place] = isSaved ? -1 : since + 1;
  return isSaved ? 1 : 0;
}
