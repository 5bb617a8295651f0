const PER_MILLION = 1_000_000n;
const PER_BILLION = 1_000_000_000n;
const FIRST_ALPHA_PPB = 30_396_355n;

const known = new Map<string, number>();

/**
 * The most successes k with P(X ≤ k | trials, hitPpm / 10⁶) ≤ alphaPpb / 10⁹; −1 where there is none. By the definition of the
 * distribution, term by term in whole numbers: nothing is shared with the statistics under test.
 */
export function mostAtLowerTail(trials: number, hitPpm: number, alphaPpb: bigint): number {
  const key = `${trials}/${hitPpm}/${alphaPpb}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const most = counted(trials, BigInt(hitPpm), alphaPpb);
  known.set(key, most);
  return most;
}

function counted(trials: number, hitPpm: bigint, alphaPpb: bigint): number {
  const [hit, miss] = [hitPpm, PER_MILLION - hitPpm];
  const limit = alphaPpb * PER_MILLION ** BigInt(trials);
  let term = miss ** BigInt(trials);
  let sum = term;
  let most = -1;
  while (sum * PER_BILLION <= limit && most < trials) {
    most += 1;
    // C(n, k + 1) · hit^(k + 1) · miss^(n − k − 1), from the term before it: a whole number again.
    term = (term * BigInt(trials - most) * hit) / (BigInt(most + 1) * miss);
    sum += term;
  }
  return most;
}

/** The error rate of the n-th attempt at a claim, in parts per billion (ACB-K §2.2 as ruled: α₁ / n²). */
export const attemptAlphaPpb = (attempt: number): bigint => FIRST_ALPHA_PPB / BigInt(attempt * attempt);

/** The fewest witnessed failures that nobody takes for chance at a failure rate of 0.10: P(X ≥ k) ≤ 0.05. */
export function fewestThatCut(trials: number): number {
  // P(X ≥ k) is P(Y ≤ n − k) of the trials that did not fail.
  return trials - mostAtLowerTail(trials, 900_000, 50_000_000n);
}
