const UNITS: readonly (readonly [string, string])[] = [
  ["MicroCu", "micro-CU"],
  ["Flop", "FLOP"],
  ["Ppm", "ppm"],
  ["Ms", "ms"],
];

const MICRO_CU = 1_000_000;
const DURATIONS: readonly (readonly [number, string])[] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
];
/** The last instant that a date can name (ECMA-262, time values). */
const INSTANT_MAX_MS = 8_640_000_000_000_000;

/** The unit that a name ends with, or none. */
export const unitOf = (name: string): string => UNITS.find(([ending]) => name.endsWith(ending))?.[1] ?? "";

/** An instant in ms since 1970, in UTC; as it is where no calendar reaches. */
export const instantText = (atMs: number): string =>
  Math.abs(atMs) <= INSTANT_MAX_MS ? new Date(atMs).toISOString() : `${atMs} ms`;

/** Exact: six decimals, as micro-CU are. */
export const creditText = (microCu: number): string =>
  `${Math.floor(microCu / MICRO_CU)}.${String(microCu % MICRO_CU).padStart(6, "0")} CU`;

/** The largest unit that the duration is a whole number of. */
export function durationText(ms: number): string {
  const [size, name] = DURATIONS.find(([size]) => ms >= size && ms % size === 0) ?? [1, "ms"];
  return `${ms / size} ${name}`;
}

/** A power of ten as one; other numbers of FLOP as they are. */
export const flopText = (digits: string): string =>
  /^10{3,}$/.test(digits) ? `1e${digits.length - 1} FLOP` : `${digits} FLOP`;
