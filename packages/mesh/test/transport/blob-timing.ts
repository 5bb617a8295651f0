import { randomBytes } from "node:crypto";
import type { MeshNode } from "./libp2p-mesh.ts";

export interface BlobTiming {
  /** Sorted, ms. */
  readonly putMs: readonly number[];
  readonly getMs: readonly number[];
  /** Gets that found nothing or something else. */
  readonly failures: number;
}

/**
 * Puts blobs one after another from changing nodes, then reads each at a node that does not hold it: whoever holds it
 * would answer itself from memory.
 */
export async function timeBlobs(nodes: readonly MeshNode[], count: number, bytes: number): Promise<BlobTiming> {
  const contents = Array.from({ length: count }, () => randomBytes(bytes));
  const putMs: number[] = [];
  const digests: string[] = [];
  for (const [index, content] of contents.entries()) {
    const startMs = performance.now();
    const { digest } = await nodeAt(nodes, index * 7).transport.put(content);
    putMs.push(performance.now() - startMs);
    digests.push(digest);
  }
  const getMs: number[] = [];
  let failures = 0;
  for (const [index, digest] of digests.entries()) {
    const reader = readerOf(nodes, index * 11 + 5, digest);
    const startMs = performance.now();
    const got = await reader.transport.get(digest);
    getMs.push(performance.now() - startMs);
    if (got === null || Buffer.compare(got, contents[index] as Uint8Array) !== 0) failures++;
  }
  return { putMs: sorted(putMs), getMs: sorted(getMs), failures };
}

function readerOf(nodes: readonly MeshNode[], start: number, digest: string): MeshNode {
  for (let index = start; index < start + nodes.length; index++) {
    if (!nodeAt(nodes, index).shelf.has(digest)) return nodeAt(nodes, index);
  }
  throw new Error("every node holds it: the mesh needs more than 20");
}

export const quantile = (sortedMs: readonly number[], share: number): number =>
  sortedMs[Math.min(sortedMs.length - 1, Math.floor(share * sortedMs.length))] ?? Number.NaN;

const nodeAt = (nodes: readonly MeshNode[], index: number): MeshNode => nodes[index % nodes.length] as MeshNode;

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);
