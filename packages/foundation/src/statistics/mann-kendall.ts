import { inversionCounts } from "./inversion-counts.ts";
import { type Polynomial, polynomialProduct, sumOf } from "./polynomial-product.ts";
import { type Ratio, reduced } from "./ratio.ts";

/**
 * Do values rise over time? The one-sided stratified test of Mann (1945) and Kendall (1948), exactly.
 *
 * Without a trend, every arrangement of a stratum's values is equally likely. S, the concordant pairs less the discordant
 * ones, grows as the discordant ones (inversions) shrink, so `P(S ≥ s) = P(inversions ≤ observed)`. Inversions have a
 * known distribution, ties included (`inversion-counts.ts`), and strata, being independent, multiply.
 */
export interface Stratum {
  /** Non-negative safe integers in the order of their times, which all differ; about 64 at most. */
  readonly values: readonly number[];
}

/**
 * Whether the chance of so clear a rise without a cause is at most `1 / oneIn`. The answer is the exact one: fixed-point
 * masses, rounded down, give it unless the chance is within about 2⁻⁷⁰ of the limit; whole numbers then do.
 */
export function risesAtMost(strata: readonly Stratum[], oneIn: bigint): boolean {
  if (oneIn > 2n && isNoRise(strata)) return false;
  return fixedPointAnswer(strata, oneIn) ?? wholeNumberAnswer(strata, oneIn);
}

/** The exact chance of so clear a rise without a cause, for reports. 1 where no two values of a stratum differ. */
export function risePValue(strata: readonly Stratum[]): Ratio {
  const { below, all } = chanceOfAtMost(inversionsOf(strata), strata.map(countsOf), 1n);
  return reduced(below, all);
}

/** At least half of the differing pairs are inversions: the distribution is symmetric, so the chance is at least 1/2. */
const isNoRise = (strata: readonly Stratum[]): boolean =>
  2 * inversionsOf(strata) >= strata.reduce((sum, { values }) => sum + pairsWhere(values, (a, b) => a !== b), 0);

const inversionsOf = (strata: readonly Stratum[]): number =>
  strata.reduce((sum, { values }) => sum + pairsWhere(values, (earlier, later) => earlier > later), 0);

const pairsWhere = (values: readonly number[], holds: (earlier: number, later: number) => boolean): number =>
  values.reduce(
    (sum, later, index) => sum + values.slice(0, index).filter((earlier) => holds(earlier, later)).length,
    0,
  );

const countsOf = ({ values }: Stratum): Polynomial => inversionCounts(multiplicitiesOf(values));

const multiplicitiesOf = (values: readonly number[]): readonly number[] =>
  [...new Set(values)].map((value) => values.filter((other) => other === value).length);

function wholeNumberAnswer(strata: readonly Stratum[], oneIn: bigint): boolean {
  const { numerator, denominator } = risePValue(strata);
  return numerator * oneIn <= denominator;
}

/** The whole mass of a distribution in fixed point. */
const ONE = 1n << 96n;

/** `null` when the mass lost by rounding down, which is what is missing to 1, could decide. */
function fixedPointAnswer(strata: readonly Stratum[], oneIn: bigint): boolean | null {
  const masses = strata.map((stratum) => asMasses(countsOf(stratum)));
  const { below, all } = chanceOfAtMost(inversionsOf(strata), masses, ONE);
  if ((below + ONE * ONE - all) * oneIn <= ONE * ONE) return true;
  return below * oneIn > ONE * ONE ? false : null;
}

function asMasses(counts: Polynomial): Polynomial {
  const total = sumOf(counts);
  return counts.map((count) => (count * ONE) / total);
}

/** The weight of the sums of independent counts that are at most `limit`, and of all sums; `one` is the unit of weights. */
function chanceOfAtMost(
  limit: number,
  distributions: readonly Polynomial[],
  one: bigint,
): { readonly below: bigint; readonly all: bigint } {
  const middle = distributions.length >> 1;
  const left = productOf(distributions.slice(0, middle), one);
  const right = cumulative(productOf(distributions.slice(middle), one));
  // The last product is not needed in full: each count on the left goes with all that fit under the limit on the right.
  const fitting = (count: number): bigint =>
    count > limit ? 0n : (right[Math.min(limit - count, right.length - 1)] as bigint);
  const below = left.reduce((sum, weight, count) => sum + weight * fitting(count), 0n);
  return { below, all: sumOf(left) * (right.at(-1) as bigint) };
}

function productOf(factors: readonly Polynomial[], one: bigint): Polynomial {
  if (factors.length <= 1) return factors[0] ?? [one];
  const middle = factors.length >> 1;
  const product = polynomialProduct(productOf(factors.slice(0, middle), one), productOf(factors.slice(middle), one));
  return one === 1n ? product : product.map((weight) => weight / one);
}

function cumulative(polynomial: Polynomial): Polynomial {
  let sum = 0n;
  return polynomial.map((coefficient) => (sum += coefficient));
}
