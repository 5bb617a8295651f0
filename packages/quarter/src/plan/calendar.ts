/** 2027-01-01, UTC: the first quarter of that year has 90 days. */
export const QUARTER_START_MS = 1_798_761_600_000;

export const QUARTER = "2027Q1";
export const NEXT_QUARTER = "2027Q2";
export const QUARTER_DAYS = 90;

export const SECOND_MS = 1_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** The instant of a day of the quarter, which may be a fraction. Day 0 is the first. */
export const onDay = (day: number): number => QUARTER_START_MS + Math.round(day * DAY_MS);

/** Days since the quarter began. */
export const dayOf = (atMs: number): number => (atMs - QUARTER_START_MS) / DAY_MS;
