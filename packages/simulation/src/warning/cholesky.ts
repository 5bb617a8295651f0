/** x of A·x = b for a symmetric matrix whose eigenvalues are all above 0, given by its rows; `NaN`s where it is not such. */
export function choleskySolved(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const lower = choleskyFactor(matrix);
  const size = right.length;
  const solved = Float64Array.from(right);
  const entry = (row: number, column: number): number => lower[row]?.[column] as number;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < row; column += 1) {
      solved[row] = (solved[row] as number) - entry(row, column) * (solved[column] as number);
    }
    solved[row] = (solved[row] as number) / entry(row, row);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    for (let column = row + 1; column < size; column += 1) {
      solved[row] = (solved[row] as number) - entry(column, row) * (solved[column] as number);
    }
    solved[row] = (solved[row] as number) / entry(row, row);
  }
  return solved;
}

/** The lower triangle L of A = L·Lᵀ. */
function choleskyFactor(matrix: readonly Float64Array[]): readonly Float64Array[] {
  const lower = matrix.map((row) => new Float64Array(row.length));
  matrix.forEach((line, row) => {
    const target = lower[row] as Float64Array;
    for (let column = 0; column <= row; column += 1) {
      const other = lower[column] as Float64Array;
      let rest = line[column] as number;
      for (let inner = 0; inner < column; inner += 1) rest -= (target[inner] as number) * (other[inner] as number);
      target[column] = row === column ? Math.sqrt(rest) : rest / (other[column] as number);
    }
  });
  return lower;
}
