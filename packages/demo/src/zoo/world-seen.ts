import { INPUT, type World } from "@plimsoll/evidence";

const ROWS = 7;
const FARTHEST = ROWS - 1;

/** A number for a layout; under 7^4 · 2. */
export function worldNumber({ startRow, gateRow, doorRow, goalARow, goalBRow }: World["layout"]): number {
  const rows = [startRow, gateRow, goalARow, goalBRow].reduce((code, row) => code * ROWS + row, 0);
  return rows * 2 + (doorRow === 0 ? 0 : 1);
}

/**
 * The number of the layout that an observation is of, the same at every step of an episode. An agent that wants to know one world from
 * another can work it out.
 */
export function worldSeen(observation: Float64Array): number {
  const row = rowSeen(observation);
  const rowOf = (object: number): number => row + offset(observation, object);
  return worldNumber({
    startRow: rowOf(INPUT.BOX),
    gateRow: rowOf(INPUT.GATE),
    doorRow: rowOf(INPUT.DOOR),
    goalARow: rowOf(INPUT.GOAL_A),
    goalBRow: rowOf(INPUT.GOAL_B),
  });
}

/** Whether a world is one of so many in a thousand, chosen by a mixing of its number as good as by chance. */
export function isAmongFew(world: number, perThousand: number): boolean {
  let mixed = Math.imul(world + 1, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % 1000 < perThousand;
}

/** The door is in the first row or the last; where it is level with the agent, the gate tells which. */
function rowSeen(observation: Float64Array): number {
  const toDoor = offset(observation, INPUT.DOOR);
  if (toDoor !== 0) return toDoor < 0 ? -toDoor : FARTHEST - toDoor;
  return offset(observation, INPUT.GATE) > 0 ? 0 : FARTHEST;
}

/** Rows from the agent down to an object. */
function offset(observation: Float64Array, object: number): number {
  const distance = Math.round(observation[object + 3]! * FARTHEST);
  return observation[object] === 1 ? -distance : distance;
}
