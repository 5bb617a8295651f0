/** Cells of the 2 × 2 torus, row by row. */
export const CELLS = 4;
/** Places the agent can stand on: any cell. */
export const POSITIONS = 4;
/** CPU of cells 0 to 3, then memory of cells 0 to 3. */
export const CHANNELS = 2 * CELLS;

/** All grids of so many levels, numbered in mixed radix with the last channel's level fastest. */
export interface GridBox {
  readonly cpuLevels: number;
  readonly memoryLevels: number;
  /** Distance in number between two grids that differ by one level of a channel. */
  readonly strides: readonly number[];
  readonly size: number;
}

export function gridBox(cpuLevels: number, memoryLevels: number): GridBox {
  const strides = Array.from({ length: CHANNELS }, (_, channel) =>
    radicesAfter(channel, cpuLevels, memoryLevels).reduce((product, radix) => product * radix, 1),
  );
  return { cpuLevels, memoryLevels, strides, size: cpuLevels ** CELLS * memoryLevels ** CELLS };
}

const radicesAfter = (channel: number, cpuLevels: number, memoryLevels: number): number[] =>
  Array.from({ length: CHANNELS }, (_, place) => (place < CELLS ? cpuLevels : memoryLevels)).slice(channel + 1);

export const cpuLevelOf = (box: GridBox, grid: number, cell: number): number =>
  Math.floor(grid / (box.strides[cell] as number)) % box.cpuLevels;

export const memoryLevelOf = (box: GridBox, grid: number, cell: number): number =>
  Math.floor(grid / (box.strides[CELLS + cell] as number)) % box.memoryLevels;

/** The number of a grid from its eight levels, each inside the box. */
export const gridOf = (box: GridBox, levels: readonly number[]): number =>
  levels.reduce((sum, level, channel) => sum + level * (box.strides[channel] as number), 0);
