import type { SeedShare } from "../verdict/stage-reports.ts";

/** Parts per million as per cent, to the hundredth: 350000 is `35 %`. */
export const percent = (ppm: number): string => `${hundredths(ppm)}\u00A0%`;

const hundredths = (ppm: number): number => Number((ppm / 10_000).toFixed(2));

/** A count of a whole as per cent; a dash where the whole is nothing. */
export const percentOf = (count: number, whole: number): string =>
  whole === 0 ? "–" : percent((count * 1_000_000) / whole);

/** `1 seed`, `2 seeds`. */
export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

/** `4 of 5 (80 %)`. */
export const countOfSeeds = ({ count, seeds }: SeedShare): string =>
  seeds === 0 ? "no seeds" : `${count}\u00A0of\u00A0${seeds} (${percentOf(count, seeds)})`;

/** Bounds are rounded outwards: no digit claims more than was shown. */
export const bounds = ({ seeds, lowerPpm, upperPpm }: SeedShare): string =>
  seeds === 0 ? "–" : `${Math.floor(lowerPpm / 100) / 100}–${Math.ceil(upperPpm / 100) / 100}\u00A0%`;

/** A p-value in parts per million, to the thousandth. */
export const pValue = (ppm: number): string => (ppm / 1_000_000).toFixed(3);

export const allOf = ({ count, seeds }: SeedShare): boolean => seeds > 0 && count === seeds;
