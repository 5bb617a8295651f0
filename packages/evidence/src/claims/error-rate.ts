import type { Ratio } from "@plimsoll/foundation";

/** An error rate of somebody's choice, with its digits as they were written. */
export interface GivenRate {
  readonly text: string;
  readonly rate: Ratio;
}

/** At which error rate a status speaks: at one that was given, or at that of each window's attempt (K-26), at which alone anything is decided. */
export interface ErrorRateUsed {
  readonly given: string | null;
  readonly used: "given" | "attempt";
}

export const errorRateUsed = (given: GivenRate | null): ErrorRateUsed =>
  given === null ? { given: null, used: "attempt" } : { given: given.text, used: "given" };

/** Parts per billion, rounded up: a claim is never said to be made at a smaller rate than it is. */
export const alphaPpb = ({ numerator, denominator }: Ratio): number =>
  Number((numerator * 1_000_000_000n + denominator - 1n) / denominator);
