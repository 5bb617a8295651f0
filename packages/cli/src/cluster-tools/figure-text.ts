import type { Interval } from "@plimsoll/simulation";

/** A figure with so many decimals; without a value there is none. */
export const figureText = (value: number, decimals = 2): string =>
  Number.isFinite(value) ? value.toFixed(decimals).replace("-", "−") : "n/a";

export const intervalText = ({ estimate, low, high }: Interval): string =>
  `${figureText(estimate)} [${figureText(low)}, ${figureText(high)}]`;

export const percentText = (share: number): string => `${figureText(100 * share, 1)} %`;
