/** Values of a row's bucket: 2^row. 2^47 values are more than anybody shows. */
const ROWS_MAX = 48;

/** Totals and deviations of one bucket or row by row, as arrays; for states. */
export interface BucketLists {
  readonly totals: readonly (readonly number[])[];
  readonly deviations: readonly (readonly number[])[];
}

/**
 * The last values of a sequence in buckets of 1, 2, 4, … of them, the oldest in the biggest: an exponential histogram (Datar et al. 2002) whose
 * buckets carry total and sum of squared deviations (Babcock et al. 2003). So a window of n values takes room for log n, and may be cut at any
 * bucket's edge. The order of the operations is that of River's, so that the sums have the same bits.
 */
export class BucketRows {
  /** Values held. */
  width = 0;
  total = 0;
  /** Sum of squared deviations from the mean; in rounding it may fall a little below 0. */
  deviations = 0;
  /** Rows in use; the last one is never empty, but for the first. */
  rows = 1;
  readonly perRow: number;
  /** Places of a row: one more than `perRow`, which the value stands in that makes it overflow. */
  readonly stride: number;
  readonly counts = new Int32Array(ROWS_MAX);
  readonly totals: Float64Array;
  readonly #deviations: Float64Array;

  /** @param perRow buckets that a row holds before its two oldest are made one, at least 2 */
  constructor(perRow: number) {
    this.perRow = perRow;
    this.stride = perRow + 1;
    this.totals = new Float64Array(ROWS_MAX * this.stride);
    this.#deviations = new Float64Array(ROWS_MAX * this.stride);
  }

  clear(): void {
    this.width = 0;
    this.total = 0;
    this.deviations = 0;
    this.rows = 1;
    this.counts.fill(0);
  }

  push(value: number): void {
    this.#append(0, value, 0);
    const before = this.width;
    this.width += 1;
    if (before > 0) {
      const difference = value - this.total / before;
      this.deviations += (before * difference * difference) / this.width;
    }
    this.total += value;
    for (let row = 0; this.#at(row) > this.perRow; row += 1) this.#mergeOldestOf(row);
  }

  /** Forgets the bucket of the oldest values; there must be a newer one. */
  dropOldest(): void {
    const row = this.rows - 1;
    const size = 2 ** row;
    const place = row * this.stride;
    const total = this.totals[place] as number;
    this.width -= size;
    this.total -= total;
    const difference = total / size - this.total / this.width;
    const between = (size * this.width * difference * difference) / (size + this.width);
    this.deviations -= (this.#deviations[place] as number) + between;
    this.#remove(row, 1);
    if (this.#at(row) === 0) this.rows -= 1;
  }

  lists(): BucketLists {
    const listed = (values: Float64Array): readonly (readonly number[])[] =>
      Array.from({ length: this.rows }, (_, row) => [
        ...values.subarray(row * this.stride, row * this.stride + this.#at(row)),
      ]);
    return { totals: listed(this.totals), deviations: listed(this.#deviations) };
  }

  /** Whether the lists are such as rows of this length may hold, with `width` values: then they do. */
  hold({ totals, deviations }: BucketLists, width: number): boolean {
    if (!this.#fits({ totals, deviations }, width)) return false;
    this.clear();
    this.width = width;
    this.rows = totals.length;
    for (const [row, values] of totals.entries()) {
      this.counts[row] = values.length;
      this.totals.set(values, row * this.stride);
      this.#deviations.set(deviations[row] ?? [], row * this.stride);
    }
    return true;
  }

  #fits({ totals, deviations }: BucketLists, width: number): boolean {
    const held = totals.reduce((sum, row, index) => sum + row.length * 2 ** index, 0);
    return (
      held === width &&
      totals.length >= 1 &&
      totals.length === deviations.length &&
      totals.length <= ROWS_MAX &&
      totals.every((row, index) => row.length <= this.perRow && row.length === deviations[index]?.length)
    );
  }

  #at(row: number): number {
    return this.counts[row] as number;
  }

  #append(row: number, total: number, deviations: number): void {
    const place = row * this.stride + this.#at(row);
    this.totals[place] = total;
    this.#deviations[place] = deviations;
    this.counts[row] = this.#at(row) + 1;
  }

  #mergeOldestOf(row: number): void {
    const place = row * this.stride;
    const size = 2 ** row;
    const [older, newer] = [this.totals[place] as number, this.totals[place + 1] as number];
    const difference = older / size - newer / size;
    const within = (this.#deviations[place] as number) + (this.#deviations[place + 1] as number);
    if (row + 1 === this.rows) this.rows += 1;
    this.#append(row + 1, older + newer, within + size * 0.5 * difference * difference);
    this.#remove(row, 2);
  }

  #remove(row: number, oldest: number): void {
    const left = this.#at(row) - oldest;
    const first = row * this.stride;
    for (let place = first; place < first + left; place += 1) {
      this.totals[place] = this.totals[place + oldest] as number;
      this.#deviations[place] = this.#deviations[place + oldest] as number;
    }
    this.counts[row] = left;
  }
}
