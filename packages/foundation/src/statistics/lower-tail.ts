import { lowerCriticalCount } from "./binomial-tail.ts";
import { type Bracket, bracketAtMost, bracketOf, bracketPower, bracketProduct } from "./bracket.ts";
import type { Ratio } from "./ratio.ts";

/**
 * Whether `P(X ≤ count | trials, rate) ≤ alpha`, for one count and many rates: the question a confidence bound asks
 * over and over. Brackets answer it; where they cannot tell, exact integers do, so the answer is always the exact one.
 */
export interface LowerTail {
  readonly trials: number;
  readonly count: number;
  /** The number of ways to choose `count` of `trials`. */
  readonly ways: Bracket;
}

/** `0 ≤ count < trials`, whole numbers; about 10 000 trials at most. */
export const lowerTail = (trials: number, count: number): LowerTail => ({
  trials,
  count,
  ways: bracketOf(binomialCoefficient(trials, count)),
});

/** `rate` and `alpha` lie strictly between 0 and 1, `alpha` at most 1/2. */
export function lowerTailAtMost(tail: LowerTail, rate: Ratio, alpha: Ratio): boolean {
  if (isAtLeastHalf(tail, rate)) return alpha.numerator * 2n >= alpha.denominator && exactly(tail, rate, alpha);
  return bracketAtMost(...tailAgainst(tail, rate, alpha)) ?? exactly(tail, rate, alpha);
}

/** A binomial's median is at most its mean rounded up (Kaas, Buhrman 1980): from there on the tail is one half or more. */
const isAtLeastHalf = ({ trials, count }: LowerTail, rate: Ratio): boolean =>
  BigInt(count) * rate.denominator >= BigInt(trials) * rate.numerator;

const exactly = ({ trials, count }: LowerTail, failureRate: Ratio, alpha: Ratio): boolean =>
  count <= lowerCriticalCount({ trials, failureRate }, alpha);

/** Both sides of `C(n,k)·aᵏ·(b−a)ⁿ⁻ᵏ · sum · den(α) ≤ num(α) · bⁿ · one`, where the rate is a/b. */
function tailAgainst({ trials, count, ways }: LowerTail, rate: Ratio, alpha: Ratio): [Bracket, Bracket] {
  const occurring = bracketPower(rate.numerator, count);
  const missing = bracketPower(rate.denominator - rate.numerator, trials - count);
  const sum = bracketProduct(sumOverLastTerm(trials, count, rate), bracketOf(alpha.denominator));
  const left = bracketProduct(bracketProduct(ways, occurring), bracketProduct(missing, sum));
  return [left, bracketProduct(bracketPower(rate.denominator, trials), bracketOf(alpha.numerator << FRACTION_BITS))];
}

const FRACTION_BITS = 96n;

/**
 * The tail divided by its last and largest term, times 2⁹⁶. Each of the `count + 1` terms is the one before times a
 * ratio below 1, rounded down: it is short of the truth by less than `count + 1` units.
 */
function sumOverLastTerm(trials: number, count: number, rate: Ratio): Bracket {
  const missing = rate.denominator - rate.numerator;
  let term = 1n << FRACTION_BITS;
  let sum = term;
  for (let index = count; index > 0 && term > 0n; index -= 1) {
    term = (term * BigInt(index) * missing) / (BigInt(trials - index + 1) * rate.numerator);
    sum += term;
  }
  const { low, exponent } = bracketOf(sum);
  return { low, high: low + ((BigInt(count + 1) ** 2n) << BigInt(-exponent)), exponent };
}

function binomialCoefficient(total: number, chosen: number): bigint {
  let ways = 1n;
  for (let index = 1; index <= Math.min(chosen, total - chosen); index += 1) {
    ways = (ways * BigInt(total - index + 1)) / BigInt(index);
  }
  return ways;
}
