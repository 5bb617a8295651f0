/**
 * Is P(X ≤ successes | trials, perMillion / 10⁶) at most alphaPpb / 10⁹? By the definition of the binomial distribution,
 * term by term in whole numbers: slow, and nothing in it is shared with the kernel's statistics.
 */
export function tailAtMost(trials: number, count: number, perMillion: number, alphaPpb: number): boolean {
  const key = `${trials}/${count}/${perMillion}/${alphaPpb}`;
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer =
    lowerTail(trials, count, BigInt(perMillion)) * 1_000_000_000n <= BigInt(alphaPpb) * 1_000_000n ** BigInt(trials);
  answers.set(key, answer);
  return answer;
}

function lowerTail(trials: number, count: number, hit: bigint): bigint {
  const miss = 1_000_000n - hit;
  let sum = 0n;
  let ways = 1n;
  for (let successes = 0; successes <= count; successes += 1) {
    sum += ways * hit ** BigInt(successes) * miss ** BigInt(trials - successes);
    ways = (ways * BigInt(trials - successes)) / BigInt(successes + 1);
  }
  return sum;
}

/** The same few questions come again in every state. */
const answers = new Map<string, boolean>();
