/** The site's time as it was last told, and when that was heard by a monotonic clock, ms. */
export interface ToldTime {
  readonly asOf: number;
  readonly heardAtMs: number;
}

/** The site's time now, by the reader's own monotonic clock since it was told: his calendar may be wrong. */
export const siteTimeAt = ({ asOf, heardAtMs }: ToldTime, nowMs: number): number =>
  asOf + Math.max(0, Math.round(nowMs - heardAtMs));

/** What is left until an instant of the site's time, never below 0; null where one of them is not known. */
export const leftUntil = (endsAt: number | null, siteTime: number | null): number | null =>
  endsAt === null || siteTime === null ? null : Math.max(0, endsAt - siteTime);
