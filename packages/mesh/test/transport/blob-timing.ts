import { randomBytes } from "node:crypto";
import type { BlobStore } from "../../src/ports/blob-store.ts";

export interface BlobTiming {
  /** Sorted, ms. */
  readonly putMs: readonly number[];
  readonly getMs: readonly number[];
  /** Gets that found nothing or something else. */
  readonly failures: number;
}

/** Puts blobs one after another from changing nodes, then reads each from another node that may or may not hold it. */
export async function timeBlobs(stores: readonly BlobStore[], count: number, bytes: number): Promise<BlobTiming> {
  const contents = Array.from({ length: count }, () => randomBytes(bytes));
  const putMs: number[] = [];
  const digests: string[] = [];
  for (const [index, content] of contents.entries()) {
    const startMs = performance.now();
    const { digest } = await storeAt(stores, index * 7).put(content);
    putMs.push(performance.now() - startMs);
    digests.push(digest);
  }
  const getMs: number[] = [];
  let failures = 0;
  for (const [index, digest] of digests.entries()) {
    const startMs = performance.now();
    const got = await storeAt(stores, index * 11 + 5).get(digest);
    getMs.push(performance.now() - startMs);
    if (got === null || Buffer.compare(got, contents[index] as Uint8Array) !== 0) failures++;
  }
  return { putMs: sorted(putMs), getMs: sorted(getMs), failures };
}

export const quantile = (sortedMs: readonly number[], share: number): number =>
  sortedMs[Math.min(sortedMs.length - 1, Math.floor(share * sortedMs.length))] ?? Number.NaN;

const storeAt = (stores: readonly BlobStore[], index: number): BlobStore => stores[index % stores.length] as BlobStore;

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);
