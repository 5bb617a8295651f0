import { type Numbers, windowShare } from "./feature.ts";

const [QUICK, SLOW] = [0.3, 0.05];

export const TRACK_FIRST: Numbers = { count: 0, quick: 0, slow: 0 };

/** A measurement that comes now and then: its quick mean, and that less its slow mean. One that is no number changes nothing. */
export function trackNext(state: Numbers, value: number | null): Numbers {
  if (value === null || !Number.isFinite(value)) return state;
  const { count = 0, quick = 0, slow = 0 } = state;
  return {
    count: count + 1,
    quick: quick + windowShare(QUICK, count) * (value - quick),
    slow: slow + windowShare(SLOW, count) * (value - slow),
  };
}

export const trackFeatures = ({ count = 0, quick = 0, slow = 0 }: Numbers): readonly (number | null)[] =>
  count === 0 ? [null, null] : [quick, quick - slow];
