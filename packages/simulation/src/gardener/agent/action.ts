/** What an agent can do; up is row − 1. `REPRODUCE` exists only where the spec makes it an action of its own. */
export const UP = 0;
export const DOWN = 1;
export const LEFT = 2;
export const RIGHT = 3;
export const CLEAN = 4;
export const REST = 5;
export const REPRODUCE = 6;

export type Action = 0 | 1 | 2 | 3 | 4 | 5 | 6;

export const ACTION_NAMES = ["up", "down", "left", "right", "clean", "rest", "reproduce"] as const;

export const isMove = (action: number): boolean => action <= RIGHT;

/** The cell that a move leads to on a torus of this side. */
export function cellTowards(cell: number, action: number, side: number): number {
  const cells = side * side;
  if (action === UP) return cell < side ? cell + cells - side : cell - side;
  if (action === DOWN) return cell >= cells - side ? cell + side - cells : cell + side;
  const column = cell % side;
  if (action === LEFT) return column === 0 ? cell + side - 1 : cell - 1;
  return column === side - 1 ? cell - column : cell + 1;
}

/** No move. */
export const STAY = -1;

/** The move to the dirtiest of the four neighbours with more dirt than `above`, the first of equals; `STAY` where there is none. */
export function dirtiestMove(cells: Uint16Array, cell: number, side: number, above: number): number {
  const column = cell % side;
  const up = cells[cell < side ? cell + cells.length - side : cell - side]!;
  const down = cells[cell >= cells.length - side ? cell + side - cells.length : cell + side]!;
  const left = cells[column === 0 ? cell + side - 1 : cell - 1]!;
  const right = cells[column === side - 1 ? cell - column : cell + 1]!;
  const most = Math.max(up, down, left, right);
  if (most <= above) return STAY;
  if (up === most) return UP;
  if (down === most) return DOWN;
  return left === most ? LEFT : RIGHT;
}
