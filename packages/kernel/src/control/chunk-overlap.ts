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
  const [small, large] = [new Set(left), new Set(right)].toSorted((a, b) => a.size - b.size);
  if (small === undefined || large === undefined || small.size === 0) return false;
  let shared = 0;
  for (const chunk of small) if (large.has(chunk) && !clean.has(chunk)) shared += 1;
  return shared * OVERLAP_ONE_IN >= small.size;
}
