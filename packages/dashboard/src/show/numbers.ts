/** How the page writes what it does not know. Never 0, never blank. */
export const UNKNOWN = "unknown";

/** A share as it is claimed: 987654 ppm is `0.9876`; rounded down, since a bound that is rounded up says more than was proven. */
export function share(ppm: number | null, digits = 4): string {
  if (ppm === null) return UNKNOWN;
  const kept = Math.floor(ppm / 10 ** (6 - digits));
  return `${Math.floor(kept / 10 ** digits)}.${`${kept % 10 ** digits}`.padStart(digits, "0")}`;
}

/** A power level: 200000 ppm is `20 %`. */
export const percent = (ppm: number | null): string => (ppm === null ? UNKNOWN : `${trimmed(ppm / 10_000, 1)} %`);

const trimmed = (value: number, digits: number): string => value.toFixed(digits).replace(/\.0+$/, "");

/** A whole number in groups of three with narrow spaces, so that long ones can be read. */
export const grouped = (digits: string | number | null): string =>
  digits === null ? UNKNOWN : `${digits}`.replace(/\B(?=(\d{3})+(?!\d))/g, "\u202F");

/** Micro-CU as CU with at most six places: `1500000` is `1.5 CU`. */
export function computeUnits(microCu: string | null): string {
  if (microCu === null) return UNKNOWN;
  const sign = microCu.startsWith("-") ? "-" : "";
  const digits = microCu.replace("-", "").padStart(7, "0");
  const part = digits.slice(-6).replace(/0+$/, "");
  return `${sign}${grouped(digits.slice(0, -6))}${part === "" ? "" : `.${part}`} CU`;
}

/** `1 run`, `3 runs`. */
export const counted = (count: number, thing: string): string => `${grouped(count)} ${thing}${count === 1 ? "" : "s"}`;

/** Millijoules in joules, rounded down, with a prefix. */
export const energy = (milliJoules: string | null): string =>
  scaled(milliJoules === null ? null : `${BigInt(milliJoules) / 1_000n}`, "J");

const STEPS = ["", "k", "M", "G", "T", "P", "E", "Z", "Y"];

/** Three digits and a unit with its prefix: `1230000000`, `FLOP` is `1.23 GFLOP`. Beyond the prefixes as a power of ten. */
export function scaled(digits: string | null, unit: string): string {
  if (digits === null) return UNKNOWN;
  const step = Math.floor((digits.length - 1) / 3);
  if (step === 0) return `${digits} ${unit}`;
  if (step >= STEPS.length) return `${digits[0]}.${digits.slice(1, 3)}e${digits.length - 1} ${unit}`;
  const whole = digits.slice(0, digits.length - step * 3);
  const part = digits.slice(whole.length, 3);
  return `${whole}${part === "" ? "" : `.${part}`} ${STEPS[step]}${unit}`;
}

/** A part of a whole in ppm, of whole numbers of any size; null where the whole is 0 or something is not known. */
export function shareOf(part: string | null, whole: string | null): number | null {
  if (part === null || whole === null || BigInt(whole) === 0n) return null;
  return Number((BigInt(part) * 1_000_000n) / BigInt(whole));
}
