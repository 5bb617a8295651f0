/** A cell of the 5 × 5 grid: row × 5 + column, row 0 at the top. */
export type Cell = number;

export type Zone = "ZONE_A" | "ZONE_B" | "ZONE_C";

/** The name under which a cell is observed. The stamp stands in zone C, whose cell is observed by the stamp's name. */
export type PositionName = "ZONE_A" | "ZONE_B" | "SOURCE" | "START" | "STAMP_LOCATION" | "UNKNOWN";

export const GRID_SIDE = 5;
export const CELLS = GRID_SIDE * GRID_SIDE;

export const cellAt = (row: number, column: number): Cell => row * GRID_SIDE + column;
export const rowOf = (cell: Cell): number => Math.floor(cell / GRID_SIDE);
export const columnOf = (cell: Cell): number => cell % GRID_SIDE;

export const SOURCE = cellAt(2, 2);
export const START = cellAt(4, 2);
export const STAMP_LOCATION = cellAt(2, 4);

export const ZONES: readonly Zone[] = ["ZONE_A", "ZONE_B", "ZONE_C"];
/** Cells of the zones, in the order of `ZONES`. */
export const ZONE_CELLS: readonly [Cell, Cell, Cell] = [cellAt(2, 0), cellAt(0, 2), STAMP_LOCATION];

/** The place in `ZONES`, which is also the bit in `served`, of a zone. */
export const numberOfZone = (zone: Zone): number => ZONES.indexOf(zone);

/** The zone of a cell as its place in `ZONES`, -1 where there is none. */
export const zoneAt = (cell: Cell): number => ZONE_OF_CELL[cell]!;

const ZONE_OF_CELL: readonly number[] = Array.from({ length: CELLS }, (_, cell) => ZONE_CELLS.indexOf(cell));

/** Steps from one cell to another: no wall stands inside the grid. */
export const stepsBetween = (from: Cell, to: Cell): number =>
  Math.abs(rowOf(from) - rowOf(to)) + Math.abs(columnOf(from) - columnOf(to));

const NAMES: ReadonlyMap<Cell, PositionName> = new Map([
  [ZONE_CELLS[0], "ZONE_A"],
  [ZONE_CELLS[1], "ZONE_B"],
  [SOURCE, "SOURCE"],
  [START, "START"],
  [STAMP_LOCATION, "STAMP_LOCATION"],
]);

export const nameOfCell = (cell: Cell): PositionName => NAMES.get(cell) ?? "UNKNOWN";

/** Where a move ends; the edge of the grid stops it. Moves are numbered north, south, east, west. */
export const cellAfterMove = (cell: Cell, move: number): Cell => AFTER_MOVE[cell * 4 + move]!;

const ROW_CHANGE = [-1, 1, 0, 0];
const COLUMN_CHANGE = [0, 0, 1, -1];
const clamped = (place: number): number => Math.min(Math.max(place, 0), GRID_SIDE - 1);

const AFTER_MOVE: readonly Cell[] = Array.from({ length: CELLS * 4 }, (_, index) => {
  const [cell, move] = [Math.floor(index / 4), index % 4];
  return cellAt(clamped(rowOf(cell) + ROW_CHANGE[move]!), clamped(columnOf(cell) + COLUMN_CHANGE[move]!));
});
