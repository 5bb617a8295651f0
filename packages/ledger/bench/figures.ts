/** A figure over rounds: the median, and the lowest and highest as the spread. */
export interface Figure {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function figureOf(rounds: readonly number[]): Figure {
  const rising = rounds.toSorted((left, right) => left - right);
  const at = (share: number): number => round(rising[Math.min(rising.length - 1, Math.floor(rising.length * share))]);
  return { median: at(0.5), low: at(0), high: at(1) };
}

/** Between the tenth and the ninetieth of a hundred: what single syncs spread over says nothing at its ends. */
export function typicalOf(rounds: readonly number[]): Figure {
  const rising = rounds.toSorted((left, right) => left - right);
  const at = (share: number): number => round(rising[Math.min(rising.length - 1, Math.floor(rising.length * share))]);
  return { median: at(0.5), low: at(0.1), high: at(0.9) };
}

/** Three significant digits below a thousand: a shared machine does not carry more. */
const round = (value: number = Number.NaN): number =>
  value >= 1_000 ? Math.round(value) : Number(value.toPrecision(3));
