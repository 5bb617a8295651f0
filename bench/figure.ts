/** A figure over the rounds of a run: the median, and the lowest and the highest round as its spread. */
export interface Figure {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Of no rounds, NaN. */
export function figureOf(rounds: readonly number[]): Figure {
  const rising = rounds.toSorted((left, right) => left - right);
  const middle = Math.floor(rising.length / 2);
  const median = rising.length % 2 === 1 ? rising[middle] : mean(rising[middle - 1], rising[middle]);
  return { median: median ?? Number.NaN, low: rising[0] ?? Number.NaN, high: rising.at(-1) ?? Number.NaN };
}

const mean = (left = Number.NaN, right = Number.NaN): number => (left + right) / 2;

/** A figure of which only one round is known. */
export const single = (value: number): Figure => ({ median: value, low: value, high: value });

/** One over it: of a cost that is so many times the peer's, how many times better the peer's is. */
export const inverse = ({ median, low, high }: Figure): Figure => ({
  median: 1 / median,
  low: 1 / high,
  high: 1 / low,
});

/** The widest that two spreads allow. */
export const over = (left: Figure, right: Figure): Figure => ({
  median: left.median / right.median,
  low: left.low / right.high,
  high: left.high / right.low,
});

/** Three digits: a shared machine does not carry more. */
export const short = (value: number): string =>
  value >= 1e6
    ? `${(value / 1e6).toPrecision(3)} M`
    : value >= 1e4
      ? `${value >= 1e5 ? Math.round(value / 1e3) : (value / 1e3).toPrecision(3)} k`
      : value >= 100
        ? value.toFixed(0)
        : value.toPrecision(3);

export const shown = ({ median, low, high }: Figure): string =>
  low === high ? short(median) : `${short(median)} (${short(low)}–${short(high)})`;

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** Whether a target was met. */
export const yes = (holds: boolean): string => (holds ? "yes" : "no");
