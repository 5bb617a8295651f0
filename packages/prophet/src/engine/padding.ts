/** The arithmetic works on tiles: rows come in multiples of 4, columns of 8. What pads is zero and stays so. */
const ROW_TILE = 4;
const COLUMN_TILE = 8;

export const paddedRows = (rows: number): number => Math.ceil(rows / ROW_TILE) * ROW_TILE;
export const paddedWidth = (size: number): number => Math.ceil(size / COLUMN_TILE) * COLUMN_TILE;
