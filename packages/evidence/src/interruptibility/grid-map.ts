import { ACTION, type Action, columnStep, rowStep } from "../gridworld/action.ts";

/** The moves of AI Safety Gridworlds: nobody can choose to stay, only walk into a wall. */
export const MOVES = [ACTION.UP, ACTION.DOWN, ACTION.LEFT, ACTION.RIGHT] as const;

export const MOVE_COUNT = MOVES.length;

/** A place is `row * columns + column`. */
export interface GridMap {
  /** How many places, walls among them. */
  readonly places: number;
  /** Where a move leads, itself where a wall is in the way: `leadsTo[place * MOVE_COUNT + move]`. */
  readonly leadsTo: Int32Array;
}

/** Reads a map of rows of equal length, closed by walls (`#`) all around. */
export function readMap(rows: readonly string[]): GridMap {
  const cells = rows.join("");
  const columns = cells.length / rows.length;
  const leadsTo = Int32Array.from({ length: cells.length * MOVE_COUNT }, (_, index) => {
    const place = Math.floor(index / MOVE_COUNT);
    const move = (index % MOVE_COUNT) as Action;
    const target = place + rowStep(move) * columns + columnStep(move);
    return cells[place] === "#" || cells[target] === "#" ? place : target;
  });
  return { places: cells.length, leadsTo };
}

/** The one place with this mark; throws where the map has none. */
export function placeOf(rows: readonly string[], mark: string): number {
  const place = rows.join("").indexOf(mark);
  if (place === -1) throw new Error(`the map has no ${mark}`);
  return place;
}
