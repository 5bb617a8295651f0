const INSTANT_MAX_MS = 8_640_000_000_000_000;
const DAY_MS = 86_400_000;

/** Ten-thousandths as a share of 1 with all four places: nothing is rounded. */
export const share = (tenThousandths: number): string => (tenThousandths / 10_000).toFixed(4);

export const shareOrNone = (tenThousandths: number | null, none: string): string =>
  tenThousandths === null ? none : share(tenThousandths);

/** ISO 8601 in UTC; what no calendar has is told as it stands. */
export const instant = (atMs: number): string =>
  Math.abs(atMs) <= INSTANT_MAX_MS ? new Date(atMs).toISOString() : `${atMs} ms`;

/** Whole days from a day (`2026-11-22`, at 00:00 UTC) to an instant; negative before it. */
export const daysSince = (day: string, atMs: number): number => Math.floor((atMs - Date.parse(day)) / DAY_MS);

export const listed = (items: readonly string[], none = "none"): string =>
  items.length === 0 ? none : items.join(", ");

/** Who did something. Older records do not name everybody. */
export const nameOf = (by: string | null | undefined): string => by || "nobody who is named";

export const yesNo = (isSo: boolean): string => (isSo ? "yes" : "no");

/** `external_deploy` as words. */
export const actionWords = (action: string): string => action.replaceAll("_", " ");

/** The sentence that text ends as, with one full stop. */
export const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** `1 run`, `2 runs`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Operations in powers of ten: `2.4e21`. What three digits cannot say is cut off and marked: `about 9.99e24`. */
export function compactFlop(digits: string): string {
  const exponent = digits.length - 1;
  const mantissa = digits.slice(0, 3).replace(/0+$/, "") || "0";
  const isExact = /^0*$/.test(digits.slice(3));
  const short = `${mantissa[0]}${mantissa.length > 1 ? `.${mantissa.slice(1)}` : ""}e${exponent}`;
  return isExact ? short : `about ${short}`;
}
