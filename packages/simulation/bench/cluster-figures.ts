/** A figure over the rounds of a run: the median, and the lowest and highest round as the spread. */
export interface Figure {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Three significant digits: a shared machine does not carry more. */
export function figureOf(rounds: readonly number[]): Figure {
  const rising = rounds.toSorted((left, right) => left - right);
  const at = (place: number): number => Number((rising[place] ?? Number.NaN).toPrecision(3));
  return { median: at(rising.length >> 1), low: at(0), high: at(rising.length - 1) };
}

/** Seconds on the processor since the process began, of all its threads: on a shared machine the clock on the wall measures the neighbours. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}
