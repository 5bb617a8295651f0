import type { Digest } from "@plimsoll/foundation";

/** One chunk in a hundred is enough (docs/concepts/kernel.md). */
const OVERLAP_ONE_IN = 100;

/**
 * Do two manifests share at least one in a hundred of the distinct chunks of the smaller? The smaller, because a contaminated
 * dataset must not become clean by being poured into a large one, nor by being cut small. An empty manifest shows nothing.
 *
 * @param clean chunks that a scrub certificate has cleared: sharing those does not count
 */
export function overlap(left: readonly Digest[], right: readonly Digest[], clean: ReadonlySet<Digest>): boolean {
  const [one, other] = [new Set(left), new Set(right)];
  const shared = one.intersection(other).difference(clean).size;
  return shared > 0 && shared * OVERLAP_ONE_IN >= Math.min(one.size, other.size);
}
