/** Latencies of one round, µs. */
export interface Latency {
  readonly p50Us: number;
  readonly p99Us: number;
}

/** A figure over the rounds of a run: the median, and the lowest and highest round as the spread. */
export interface Figure {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The nearest-rank quantile of values in rising order; NaN of none. */
const quantile = (rising: readonly number[], ppm: number): number =>
  rising.at(Math.min(rising.length - 1, Math.floor((rising.length * ppm) / 1_000_000))) ?? Number.NaN;

const rising = (values: readonly number[]): number[] => values.toSorted((left, right) => left - right);

export function latencyOf(durationsUs: readonly number[]): Latency {
  const ordered = rising(durationsUs);
  return { p50Us: quantile(ordered, 500_000), p99Us: quantile(ordered, 990_000) };
}

export function figureOf(rounds: readonly number[]): Figure {
  const ordered = rising(rounds);
  return { median: round(quantile(ordered, 500_000)), low: round(quantile(ordered, 0)), high: round(ordered.at(-1)) };
}

/** Three significant digits below a thousand: a shared machine does not carry more. */
const round = (value: number = Number.NaN): number =>
  value >= 1_000 ? Math.round(value) : Number(value.toPrecision(3));
