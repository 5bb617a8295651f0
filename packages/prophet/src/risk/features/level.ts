import { type Numbers, windowShare } from "./feature.ts";

/** Shares of the new in three exponential windows, of some 6, 20 and 66 steps. */
const [QUICK, MIDDLE, SLOW] = [0.3, 0.1, 0.03];
/** What is added to a mean square, so that a level without any noise has none of 0: a tenth of a thousandth of a squared unit. */
const ROOM = 1e-4;
const VALUES_MIN = 8;

export const LEVEL_FIRST: Numbers = {
  count: 0,
  quick: 0,
  slow: 0,
  rest: 0,
  middleSquare: 0,
  middleProduct: 0,
  slowSquare: 0,
  slowProduct: 0,
};

/** What is seen of a quantity that goes up and down. */
export const LEVEL_NAMES = ["Z", "Rise", "Spread", "SpreadTrend", "Lag1", "Lag1Trend"] as const;

/**
 * Early warning on line (Scheffer et al. 2009): what is left of a value when its slow mean is taken away, its mean square and its lag-1
 * autocorrelation, each in a slow window and against a shorter one. Windows are exponential, since a state of eight numbers is to be carried
 * everywhere, and a rolling window is a hundred.
 *
 * - Z: asinh of the rest over its slow root mean square, as it was before this value
 * - Rise: quick mean less slow mean
 * - Spread: logarithm of the slow root mean square
 * - SpreadTrend: the same of the middle window, less that
 * - Lag1, Lag1Trend: autocorrelation in the slow window; in the middle one, less that
 */
export function levelNext(
  state: Numbers,
  value: number,
): { readonly state: Numbers; readonly features: readonly number[] } {
  const next = levelMoved(state, value);
  const { rest = 0, quick = 0, slow = 0 } = next;
  const { middleSquare = 0, middleProduct = 0, slowSquare = 0, slowProduct = 0 } = next;
  const isKnown = (state["count"] ?? 0) >= VALUES_MIN;
  const score = isKnown ? rest / Math.sqrt((state["slowSquare"] ?? 0) + ROOM) : 0;
  const lag1 = slowProduct / (slowSquare + ROOM);
  const features = [
    Math.asinh(score),
    quick - slow,
    Math.log(slowSquare + ROOM) / 2,
    Math.log((middleSquare + ROOM) / (slowSquare + ROOM)) / 2,
    lag1,
    middleProduct / (middleSquare + ROOM) - lag1,
  ];
  return { state: next, features };
}

function levelMoved(
  {
    count = 0,
    quick = 0,
    slow = 0,
    rest: before = 0,
    middleSquare = 0,
    middleProduct = 0,
    slowSquare = 0,
    slowProduct = 0,
  }: Numbers,
  value: number,
): Numbers {
  const [q, m, s] = [windowShare(QUICK, count), windowShare(MIDDLE, count), windowShare(SLOW, count)];
  const rest = count === 0 ? 0 : value - slow;
  const [square, product] = [rest * rest, rest * before];
  return {
    count: count + 1,
    quick: quick + q * (value - quick),
    slow: slow + s * (value - slow),
    rest,
    middleSquare: middleSquare + m * (square - middleSquare),
    middleProduct: middleProduct + m * (product - middleProduct),
    slowSquare: slowSquare + s * (square - slowSquare),
    slowProduct: slowProduct + s * (product - slowProduct),
  };
}
