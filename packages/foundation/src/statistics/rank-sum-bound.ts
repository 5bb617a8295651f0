import type { TrialGroup } from "./trial-group.ts";

/** The z that are tried: 1 + 2⁻⁷ … 1 + 2. A finer grid would sharpen the bound by less than a tenth. */
const TILTS: readonly (readonly [bigint, bigint])[] = [
  129, 130, 132, 136, 140, 144, 152, 160, 176, 192, 224, 256, 384,
].map((numerator) => [BigInt(numerator), 128n]);

/**
 * Whether a simple upper bound on the chance of so large a rank sum T = Σ rank·failures is at most `1 / oneIn`.
 *
 * If the failures fell on the trials blindly, T would be the sum of the ranks of `failures` trials drawn without
 * replacement. Hoeffding (1963, §6) bounds such a sum by the same sum drawn *with* replacement, and Chernoff's bound for
 * that one is, for every z > 1:
 *
 *     P(T ≥ t) ≤ (Σ trialsᵢ·zⁱ / N)ᶠ / zᵗ
 *
 * With z rational this is an inequality between integers. The bound is never below the exact p-value.
 */
export function rankSumBoundAtMost(groups: readonly TrialGroup[], oneIn: bigint): boolean {
  const failures = BigInt(groups.reduce((sum, group) => sum + group.failures, 0));
  const statistic = BigInt(groups.reduce((sum, group, rank) => sum + rank * group.failures, 0));
  return TILTS.some((tilt) => boundHolds(groups, failures, statistic, tilt, oneIn));
}

/** `(Σ trialsᵢ·zⁱ)ᶠ · oneIn ≤ Nᶠ · zᵗ`, with z = above / below and everything multiplied up to integers. */
function boundHolds(
  groups: readonly TrialGroup[],
  failures: bigint,
  statistic: bigint,
  [above, below]: readonly [bigint, bigint],
  oneIn: bigint,
): boolean {
  const lastRank = BigInt(groups.length - 1);
  const trials = BigInt(groups.reduce((sum, group) => sum + group.trials, 0));
  const tilted = groups.reduce(
    (sum, group, rank) => sum + BigInt(group.trials) * above ** BigInt(rank) * below ** (lastRank - BigInt(rank)),
    0n,
  );
  // The scale below^(lastRank·failures) on the left meets above^t / below^t on the right.
  const left = tilted ** failures * oneIn * below ** statistic;
  const right = (trials * below ** lastRank) ** failures * above ** statistic;
  return left <= right;
}
