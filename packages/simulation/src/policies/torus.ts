import { DOWN, LEFT, RIGHT, UP } from "../cluster/actions.ts";

/** A grid whose edges meet, and a place on it. */
export interface Standing {
  readonly width: number;
  readonly height: number;
  readonly y: number;
  readonly x: number;
}

/** The shorter way round from one index to another, negative for back; half-way round counts as back. */
export function wayRound(from: number, to: number, size: number): number {
  const ahead = (to - from + size) % size;
  return ahead * 2 < size ? ahead : ahead - size;
}

/** Moves needed to stand on a cell. */
export const distanceTo = (at: Standing, cell: number): number =>
  Math.abs(rowsTo(at, cell)) + Math.abs(columnsTo(at, cell));

/** The next move on a shortest way to another cell: rows first, then columns. Undefined on the cell itself. */
export function moveTowards(at: Standing, cell: number): number | undefined {
  const rows = rowsTo(at, cell);
  if (rows !== 0) return rows < 0 ? UP : DOWN;
  const columns = columnsTo(at, cell);
  if (columns !== 0) return columns < 0 ? LEFT : RIGHT;
  return undefined;
}

const rowsTo = ({ width, height, y }: Standing, cell: number): number => wayRound(y, Math.floor(cell / width), height);

const columnsTo = ({ width, x }: Standing, cell: number): number => wayRound(x, cell % width, width);

/** The cell of largest value, the first of those that share it; undefined where there is none. */
export function largestBy(cells: readonly number[], valueOf: (cell: number) => number): number | undefined {
  let best: number | undefined;
  let bestValue = -Infinity;
  for (const cell of cells) {
    const value = valueOf(cell);
    if (value <= bestValue) continue;
    best = cell;
    bestValue = value;
  }
  return best;
}
