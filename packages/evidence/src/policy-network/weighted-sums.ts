/** What one layer sums up: `values[i]` times the row of weights that starts at `rows[i]`, for the first `count` of them. */
export interface WeightedRows {
  readonly values: Float64Array;
  readonly rows: Int32Array;
  count: number;
}

/**
 * Fills `sums` with `numbers[bias + unit]` + Σ value · `numbers[row + unit]`, eight or five units at a time, as the network has 32
 * hidden units and five actions: sums in local variables take half the time of sums in memory. Every unit adds its terms in
 * their order, so the bits are those of the plain double loop.
 */
export function weightedSums(numbers: Float64Array, bias: number, terms: WeightedRows, sums: Float64Array): void {
  const units = sums.length;
  let unit = 0;
  for (; unit + 8 <= units; unit += 8) sumEight(numbers, bias, terms, sums, unit);
  for (; unit + 5 <= units; unit += 5) sumFive(numbers, bias, terms, sums, unit);
  for (; unit < units; unit += 1) sumOne(numbers, bias, terms, sums, unit);
}

function sumEight(
  numbers: Float64Array,
  bias: number,
  { values, rows, count }: WeightedRows,
  sums: Float64Array,
  unit: number,
): void {
  let first = numbers[bias + unit]!;
  let second = numbers[bias + unit + 1]!;
  let third = numbers[bias + unit + 2]!;
  let fourth = numbers[bias + unit + 3]!;
  let fifth = numbers[bias + unit + 4]!;
  let sixth = numbers[bias + unit + 5]!;
  let seventh = numbers[bias + unit + 6]!;
  let eighth = numbers[bias + unit + 7]!;
  for (let term = 0; term < count; term += 1) {
    const value = values[term]!;
    const weight = rows[term]! + unit;
    first += value * numbers[weight]!;
    second += value * numbers[weight + 1]!;
    third += value * numbers[weight + 2]!;
    fourth += value * numbers[weight + 3]!;
    fifth += value * numbers[weight + 4]!;
    sixth += value * numbers[weight + 5]!;
    seventh += value * numbers[weight + 6]!;
    eighth += value * numbers[weight + 7]!;
  }
  sums[unit] = first;
  sums[unit + 1] = second;
  sums[unit + 2] = third;
  sums[unit + 3] = fourth;
  sums[unit + 4] = fifth;
  sums[unit + 5] = sixth;
  sums[unit + 6] = seventh;
  sums[unit + 7] = eighth;
}

function sumFive(
  numbers: Float64Array,
  bias: number,
  { values, rows, count }: WeightedRows,
  sums: Float64Array,
  unit: number,
): void {
  let first = numbers[bias + unit]!;
  let second = numbers[bias + unit + 1]!;
  let third = numbers[bias + unit + 2]!;
  let fourth = numbers[bias + unit + 3]!;
  let fifth = numbers[bias + unit + 4]!;
  for (let term = 0; term < count; term += 1) {
    const value = values[term]!;
    const weight = rows[term]! + unit;
    first += value * numbers[weight]!;
    second += value * numbers[weight + 1]!;
    third += value * numbers[weight + 2]!;
    fourth += value * numbers[weight + 3]!;
    fifth += value * numbers[weight + 4]!;
  }
  sums[unit] = first;
  sums[unit + 1] = second;
  sums[unit + 2] = third;
  sums[unit + 3] = fourth;
  sums[unit + 4] = fifth;
}

function sumOne(
  numbers: Float64Array,
  bias: number,
  { values, rows, count }: WeightedRows,
  sums: Float64Array,
  unit: number,
): void {
  let sum = numbers[bias + unit]!;
  for (let term = 0; term < count; term += 1) sum += values[term]! * numbers[rows[term]! + unit]!;
  sums[unit] = sum;
}
