/**
 * What actions do to a grid, before drift: each row lists the grids it may lead to with their chances, and the reward
 * that is earned. Rows are stored one after the other; row r is places `offsets[r]` to `offsets[r + 1] − 1`.
 */
export interface OutcomeTable {
  readonly offsets: Uint32Array;
  readonly grids: Uint32Array;
  readonly chances: Float64Array;
  readonly rewards: Float64Array;
}

export interface Outcome {
  readonly grid: number;
  readonly chance: number;
}

/** One row while the table is built. */
export interface OutcomeRow {
  readonly outcomes: readonly Outcome[];
  readonly reward: number;
}

export function outcomeTable(rows: readonly OutcomeRow[]): OutcomeTable {
  const offsets = new Uint32Array(rows.length + 1);
  for (const [row, { outcomes }] of rows.entries()) offsets[row + 1] = (offsets[row] as number) + outcomes.length;
  const entries = offsets[rows.length] as number;
  const table = { offsets, grids: new Uint32Array(entries), chances: new Float64Array(entries) };
  for (const [row, { outcomes }] of rows.entries())
    for (const [place, { grid, chance }] of outcomes.entries()) {
      table.grids[(offsets[row] as number) + place] = grid;
      table.chances[(offsets[row] as number) + place] = chance;
    }
  return { ...table, rewards: Float64Array.from(rows, ({ reward }) => reward) };
}
