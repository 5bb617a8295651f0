/** The smallest value that so many hundredths of all are at most; 0 of none. */
export function percentile(values: readonly number[], hundredths: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = Math.max(0, Math.ceil((sorted.length * hundredths) / 100) - 1);
  return sorted[place] ?? 0;
}
