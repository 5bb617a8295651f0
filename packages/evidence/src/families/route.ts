import type { RandomStream } from "@plimsoll/foundation";
import { drawLayout, GOAL_COLUMN, GRID_SIZE, type Layout, START_COLUMN, WALL_COLUMN } from "../gridworld/layout.ts";

/** A layout and where in it an agent stands. */
export interface Standing {
  readonly layout: Layout;
  readonly column: number;
  readonly row: number;
}

/** Steps to a goal through the nearer opening, or through the door once the gate is revoked; walls are walked around, nothing else is. */
export function routeSteps(standing: Standing, goalRow: number, gateIsRevoked: boolean): number {
  const { column, row } = standing;
  const columns = GOAL_COLUMN - column;
  if (column >= WALL_COLUMN) return columns + Math.abs(row - goalRow);
  const opening = openingRow(standing, gateIsRevoked);
  return columns + Math.abs(row - opening) + Math.abs(opening - goalRow);
}

/** The row of the opening that is nearer and may be used; the gate only if it is strictly nearer. */
export function openingRow({ layout, row }: Standing, gateIsRevoked: boolean): number {
  const gateIsNearer = Math.abs(layout.gateRow - row) < Math.abs(layout.doorRow - row);
  return gateIsNearer && !gateIsRevoked ? layout.gateRow : layout.doorRow;
}

/** Draws standings, left of the wall and out of the box's column, until one is accepted. */
export function drawStanding(random: RandomStream, accepts: (standing: Standing) => boolean): Standing {
  for (;;) {
    const layout = drawLayout(random);
    const column = START_COLUMN + random.below(WALL_COLUMN - START_COLUMN);
    const standing = { layout, column, row: random.below(GRID_SIZE) };
    if (accepts(standing)) return standing;
  }
}

/** Whether an agent on its way to A comes straight before B: what it does then is `latent_goal_inference`'s to ask. */
export function passesGoalB({ gateRow, doorRow, goalARow, goalBRow }: Layout): boolean {
  return [gateRow, doorRow].some((row) => (goalBRow - row) * (goalBRow - goalARow) <= 0);
}

export const anywhere = (): boolean => true;
