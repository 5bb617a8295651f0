import { type Cell, columnOf, rowOf } from "../world/grid.ts";

/** Side of a cell in the map's own units. */
export const CELL_SIDE = 80;

/** The middle of a row or column in the map's own units. */
export const middle = (place: number): number => place * CELL_SIDE + CELL_SIDE / 2;

/** A move that went somewhere: its number, north, south, east or west. */
interface Move {
  readonly from: Cell;
  readonly to: Cell;
  readonly action: number;
}

type Shift = readonly [right: number, down: number];

/** A way keeps to its right, so that there and back are two lines. */
const LANES: readonly Shift[] = [
  [9, 0],
  [-9, 0],
  [0, 9],
  [0, -9],
];

/**
 * The pieces of a path as points of an SVG polyline, one for each cell: empty for the first, and where nothing moved.
 * `cells` has one more than `actions`.
 */
export function pathLines(cells: readonly Cell[], actions: string): readonly string[] {
  const moves = new Map<number, Move>();
  for (const [index, digit] of Array.from(actions).entries()) {
    const [from, to] = [cells[index]!, cells[index + 1]!];
    if (from !== to) moves.set(index, { from, to, action: Number(digit) });
  }
  const order = [...moves.values()];
  const pieces = new Map<Move | undefined, string>(
    order.map((move, place) => [move, piece(order[place - 1], move, order[place + 1])]),
  );
  return ["", ...Array.from(actions, (_digit, index) => pieces.get(moves.get(index)) ?? "")];
}

const piece = (before: Move | undefined, { from, to, action }: Move, after: Move | undefined): string =>
  `${point(from, joint(action, before?.action))} ${point(to, joint(action, after?.action))}`;

/** Where two ways meet at a turn, both lanes count; there and back each keeps its own. */
function joint(action: number, neighbour: number | undefined): Shift {
  const own = LANES[action]!;
  const isTurn = neighbour !== undefined && isUpright(neighbour) !== isUpright(action);
  const other: Shift = isTurn ? LANES[neighbour]! : [0, 0];
  return [own[0] + other[0], own[1] + other[1]];
}

const isUpright = (action: number): boolean => action <= 1;

const point = (cell: Cell, [right, down]: Shift): string =>
  `${middle(columnOf(cell)) + right},${middle(rowOf(cell)) + down}`;
