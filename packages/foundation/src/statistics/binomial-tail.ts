import type { Ratio } from "./ratio.ts";

/**
 * Exact tails of the binomial distribution, as the critical counts that a decision needs.
 *
 * A tail `P(X ≤ k | n, p) ≤ α` is compared as integers: with p = a/b it says Σ C(n,i)·aⁱ·(b−a)ⁿ⁻ⁱ · den(α) ≤ num(α)·bⁿ.
 * No rounding takes part, so no claim can be bought by a rounding error (Clopper, Pearson 1934).
 */
interface BinomialTail {
  /** Number of trials, 1 … about 10 000. */
  readonly trials: number;
  /** Chance that one trial fails, strictly between 0 and 1. */
  readonly failureRate: Ratio;
}

/**
 * The largest k with `P(X ≤ k | trials, failureRate) ≤ alpha`, or −1 when even k = 0 is not that unlikely.
 * So many failures at most still show, at error rate alpha, that the true failure rate is below `failureRate`.
 */
export function lowerCriticalCount(tail: BinomialTail, alpha: Ratio): number {
  return countWhile(tail, (cumulative, total) => cumulative * alpha.denominator <= alpha.numerator * total) - 1;
}

/**
 * The smallest k with `P(X ≥ k | trials, failureRate) ≤ alpha`; `trials + 1` when no count is that unlikely.
 * So many failures at least show, at error rate alpha, that the true failure rate is above `failureRate`.
 */
export function upperCriticalCount(tail: BinomialTail, alpha: Ratio): number {
  // P(X ≥ k) ≤ α means P(X ≤ k−1) ≥ 1 − α, so k is one above the first count whose cumulative reaches 1 − α.
  const shortOfAlpha = (cumulative: bigint, total: bigint): boolean =>
    (total - cumulative) * alpha.denominator > alpha.numerator * total;
  return countWhile(tail, shortOfAlpha) + 1;
}

/** How many of the cumulative sums for k = 0, 1, 2 … satisfy a condition that, once lost, stays lost. */
function countWhile(
  { trials, failureRate: { numerator, denominator } }: BinomialTail,
  holds: (cumulative: bigint, total: bigint) => boolean,
): number {
  const successes = denominator - numerator;
  const total = denominator ** BigInt(trials);
  let term = successes ** BigInt(trials);
  let cumulative = term;
  let count = 0;
  while (count <= trials && holds(cumulative, total)) {
    term = (term * BigInt(trials - count) * numerator) / (BigInt(count + 1) * successes);
    cumulative += term;
    count += 1;
  }
  return count;
}
