/**
 * Reduced-rank extrapolation (Eddy 1979; Mešina 1977) of a sequence x₀, x₁ = T x₀, …: the mean Σ cⱼ xⱼ₊₁ with Σ cⱼ = 1 whose
 * steps Σ cⱼ (xⱼ₊₁ − xⱼ) are shortest. It guesses the limit from the few slow directions that value iteration is left
 * with; nothing is claimed for it, and its user MUST judge the guess by its residual.
 * @param iterates Three or more tables of one length.
 */
export function reducedRank(iterates: readonly Float64Array[]): Float64Array {
  const weights = shortestMean(stepProducts(iterates));
  const guess = new Float64Array((iterates[0] as Float64Array).length);
  for (const [place, weight] of weights.entries()) {
    const iterate = iterates[place + 1] as Float64Array;
    for (let state = 0; state < guess.length; state += 1)
      guess[state] = (guess[state] as number) + weight * (iterate[state] as number);
  }
  return guess;
}

/** Inner products of all steps with each other. */
function stepProducts(iterates: readonly Float64Array[]): number[][] {
  const steps = iterates.length - 1;
  const products = Array.from({ length: steps }, () => Array.from({ length: steps }, () => 0));
  for (let row = 0; row < steps; row += 1)
    for (let column = 0; column <= row; column += 1) {
      const product = stepProduct(iterates, row, column);
      (products[row] as number[])[column] = product;
      (products[column] as number[])[row] = product;
    }
  return products;
}

function stepProduct(iterates: readonly Float64Array[], row: number, column: number): number {
  const [a, b] = [iterates[row] as Float64Array, iterates[row + 1] as Float64Array];
  const [c, d] = [iterates[column] as Float64Array, iterates[column + 1] as Float64Array];
  let sum = 0;
  for (let state = 0; state < a.length; state += 1)
    sum += ((b[state] as number) - (a[state] as number)) * ((d[state] as number) - (c[state] as number));
  return sum;
}

/** Keeps nearly dependent steps from blowing the weights up; relative to the trace. */
const RIDGE = 1e-14;

/** Weights that sum to 1 and make the quadratic form least: proportional to its inverse times ones. */
function shortestMean(products: readonly (readonly number[])[]): number[] {
  const trace = products.reduce((sum, row, place) => sum + (row[place] as number), 0);
  const rows = products.map((row, place) => [
    ...row.map((value, column) => (column === place ? value + RIDGE * trace : value)),
    1,
  ]);
  const solution = eliminate(rows);
  const sum = solution.reduce((total, value) => total + value, 0);
  return solution.map((value) => value / sum);
}

/** Gauss and Jordan with partial pivoting on rows of [matrix | right side]. */
function eliminate(rows: number[][]): number[] {
  for (let pivot = 0; pivot < rows.length; pivot += 1) {
    bringUp(rows, pivot);
    const chosen = rows[pivot] as number[];
    for (const row of rows) {
      if (row === chosen) continue;
      const factor = (row[pivot] as number) / (chosen[pivot] as number);
      for (let column = pivot; column < row.length; column += 1)
        row[column] = (row[column] as number) - factor * (chosen[column] as number);
    }
  }
  return rows.map((row, pivot) => (row[rows.length] as number) / (row[pivot] as number));
}

function bringUp(rows: number[][], pivot: number): void {
  let best = pivot;
  for (let row = pivot + 1; row < rows.length; row += 1)
    if (Math.abs(rows[row]?.[pivot] as number) > Math.abs(rows[best]?.[pivot] as number)) best = row;
  [rows[pivot], rows[best]] = [rows[best] as number[], rows[pivot] as number[]];
}
