/** A calendar quarter in UTC, for example `2026Q4`. */
export type Quarter = `${number}Q${1 | 2 | 3 | 4}`;

const DAY_MS = 86_400_000;

/** The quarter of an instant in ms since 1970, in integers alone (Hinnant, "chrono-compatible low-level date algorithms"). */
export function quarterOf(atMs: number): Quarter {
  return quarterOfDay(Math.floor(atMs / DAY_MS));
}

/** Every decision asks for the quarter, and nearly all of a day get the same answer. */
let lastAsked: { readonly day: number; readonly quarter: Quarter } | null = null;

function quarterOfDay(day: number): Quarter {
  if (lastAsked?.day === day) return lastAsked.quarter;
  const { year, month } = civilMonth(day);
  const quarter: Quarter = `${year}Q${(Math.floor((month - 1) / 3) + 1) as 1 | 2 | 3 | 4}`;
  lastAsked = { day, quarter };
  return quarter;
}

/** Quarters since the year 0: consecutive quarters have consecutive numbers. */
export const quarterNumber = (quarter: Quarter): number => {
  const separator = quarter.length - 2;
  return Number(quarter.slice(0, separator)) * 4 + Number(quarter.slice(separator + 1)) - 1;
};

export const quarterNumbered = (number: number): Quarter =>
  `${Math.floor(number / 4)}Q${((number % 4) + 1) as 1 | 2 | 3 | 4}`;

/** First instant of a quarter, ms since 1970 (Hinnant, days from civil). */
export function quarterStartMs(quarter: Quarter): number {
  const [year, place] = quarter.split("Q").map(Number) as [number, number];
  const month = (place - 1) * 3 + 1;
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5);
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146_097 + dayOfEra - 719_468) * DAY_MS;
}

/** Whole years of 365.25 days that have passed between two instants; 0 when `toMs` is earlier. */
export const fullYearsBetween = (fromMs: number, toMs: number): number =>
  Math.max(0, Math.floor((toMs - fromMs) / (365.25 * DAY_MS)));

function civilMonth(daysSince1970: number): { year: number; month: number } {
  const shifted = daysSince1970 + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month };
}
