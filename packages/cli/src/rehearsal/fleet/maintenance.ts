import { ACTIONS, type ClusterSlot, type ClusterSpec } from "@plimsoll/simulation";

const [UP, DOWN, LEFT, RIGHT, CLEAN, SCALE] = ACTIONS.map((_, action) => action) as [
  number,
  number,
  number,
  number,
  number,
  number,
];

const UNIT = 65_535;

/** CPU + memory, 0 … 2, from which a cell is worth a walk. */
const WORTH_CLEANING = 0.7;

/**
 * The maintenance that a rehearsed job does, with sight of the whole cluster: scale where something is hot and can be paid, clean where it
 * stands when that is worth it, else walk to the cell that is nearest to running out of memory. Plain on purpose: what is compared are
 * policies of the governor, on the same maintenance.
 */
export function maintenanceAction(slot: ClusterSlot, spec: ClusterSpec): number {
  const budget = slot.budget / 1_000;
  if (slot.hot > 0 && budget >= spec.budget.scale) return SCALE;
  const own = slot.y * spec.width + slot.x;
  const worst = worstCell(slot, spec);
  if (budget >= spec.budget.clean && (loadOf(slot, own) >= WORTH_CLEANING || worst === own)) return CLEAN;
  return stepTowards(slot, spec, worst);
}

/**
 * What a step is without power to act: up, and down at the next. The world has no action that is nothing, and a move is free; two of them
 * bring the agent back to where it was.
 */
export const idleAction = (idleSteps: number): number => (idleSteps % 2 === 0 ? UP : DOWN);

const loadOf = (slot: ClusterSlot, cell: number): number => (slot.cpu(cell) + slot.memory(cell)) / UNIT;

/** By memory first, which is what ends an episode, weighed by priority. */
function worstCell(slot: ClusterSlot, { width, height }: ClusterSpec): number {
  let worst = 0;
  let most = -1;
  for (let cell = 0; cell < width * height; cell += 1) {
    const need = (slot.memory(cell) + slot.cpu(cell) / 4) * (1 + slot.priority(cell) / UNIT / 2);
    if (need <= most) continue;
    worst = cell;
    most = need;
  }
  return worst;
}

/** The shorter way round, rows first. */
function stepTowards(slot: ClusterSlot, { width, height }: ClusterSpec, cell: number): number {
  const down = (Math.floor(cell / width) - slot.y + height) % height;
  if (down !== 0) return down <= height / 2 ? DOWN : UP;
  const right = ((cell % width) - slot.x + width) % width;
  return right <= width / 2 ? RIGHT : LEFT;
}
