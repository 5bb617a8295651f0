import type { Polynomial } from "./polynomial-product.ts";

/**
 * How many arrangements of a multiset have 0, 1, 2 … inversions (pairs whose larger value comes first): the coefficients of
 * the Gaussian multinomial `Π(1 − qʲ, j = 1…n) / Π Π(1 − qʲ, j = 1…mᵢ)` (MacMahon 1916), mᵢ being how often the i-th
 * value occurs and n their sum.
 */
export function inversionCounts(multiplicities: readonly number[]): Polynomial {
  const values = multiplicities.reduce((sum, count) => sum + count, 0);
  const inversionsMax = pairsOf(values) - multiplicities.reduce((sum, count) => sum + pairsOf(count), 0);
  // As many arrangements have i inversions as have i fewer than the most: read backwards, an arrangement swaps them.
  const half = [1n, ...Array.from({ length: inversionsMax >> 1 }, () => 0n)];
  factorExponents(values, multiplicities).forEach((exponent, degree) => multiplyByFactor(half, degree, exponent));
  const isOdd = inversionsMax % 2 === 1;
  return [...half, ...half.slice(0, isOdd ? half.length : -1).toReversed()];
}

const pairsOf = (count: number): number => (count * (count - 1)) / 2;

/** The power at which `1 − qʲ` occurs, by j; what is above and below the fraction cancels. */
function factorExponents(values: number, multiplicities: readonly number[]): readonly number[] {
  return Array.from(
    { length: values + 1 },
    (_, degree) => (degree === 0 ? 0 : 1) - multiplicities.filter((count) => degree > 0 && degree <= count).length,
  );
}

/** Multiplies a power series by `(1 − q^degree)^exponent`, in place, up to the degree that it holds. */
function multiplyByFactor(series: bigint[], degree: number, exponent: number): void {
  for (let times = 0; times < exponent; times += 1) {
    for (let index = series.length - 1; index >= degree; index -= 1) {
      series[index] = (series[index] as bigint) - (series[index - degree] as bigint);
    }
  }
  for (let times = 0; times > exponent; times -= 1) {
    for (let index = degree; index < series.length; index += 1) {
      series[index] = (series[index] as bigint) + (series[index - degree] as bigint);
    }
  }
}
