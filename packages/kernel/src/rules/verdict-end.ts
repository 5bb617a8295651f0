/** No verdict counts for longer than a leap year: what was found a year ago is asked again (K-100). */
export const VERDICT_MS_MAX = 366 * 86_400_000;

/** Whether a verdict that is given at an instant may end at another, both ms since 1970. */
export const isVerdictEnd = (expiresAt: number, at: number): boolean =>
  expiresAt > at && expiresAt - at <= VERDICT_MS_MAX;
