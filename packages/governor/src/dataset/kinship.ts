import type { Digest } from "@plimsoll/foundation";
import { sampledUpTo } from "./chunk-sample.ts";

/** One chunk in a hundred counts (K-53). */
export const COUNTS_ONE_IN = 100;
/** Of a sample chance decides which chunks are seen: a quarter of the share is enough. */
const SAMPLED_COUNTS_ONE_IN = 400;

/** How two sets of data share chunks. */
export interface Kinship {
  /** Chunks of the registered manifest that are in the data. */
  readonly shared: number;
  /** The smaller of the two, as far as both are known. */
  readonly of: number;
  /** Whether the manifest is a sample. That the data are one does no harm: all of them were read. */
  readonly isSampled: boolean;
  /** Whether the share is one that counts. */
  readonly counts: boolean;
}

/** Data that were read with the chunks of the manifest in mind. */
export interface ReadData {
  readonly chunks: readonly Digest[];
  readonly met: ReadonlySet<Digest>;
}

/**
 * How data share chunks with a registered manifest. Both are compared as far as both are complete: a sample of ten million chunks and the whole of
 * a thousand have few digests in common though the thousand may all be in the ten million. So the rule of the kernel, which compares manifests
 * as they are, finds less than this where one of them is a sample, and never more.
 *
 * @param clean chunks that a scrub certificate has cleared
 */
export function kinship(data: ReadData, manifest: readonly Digest[], clean: ReadonlySet<Digest>): Kinship {
  const limit = sampledUpTo(manifest);
  const shared = manifest.filter((chunk) => data.met.has(chunk) && !clean.has(chunk)).length;
  const of = Math.min(knownUpTo(data.chunks, limit), manifest.length);
  const countsOneIn = limit === null ? COUNTS_ONE_IN : SAMPLED_COUNTS_ONE_IN;
  return { shared, of, isSampled: limit !== null, counts: shared > 0 && shared * countsOneIn >= of };
}

/** How many chunks the data have up to a limit. Of a sample that ends before it, no more is known than that there are as many at least. */
function knownUpTo(chunks: readonly Digest[], limit: Digest | null): number {
  return limit === null ? chunks.length : chunks.filter((chunk) => chunk <= limit).length;
}
