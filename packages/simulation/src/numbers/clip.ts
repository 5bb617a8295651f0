/** The value, or the end of the range that it has left; a share of 0 to 1 where no range is given. `NaN` stays `NaN`. */
export const clip = (value: number, low = 0, high = 1): number => Math.min(high, Math.max(low, value));
