import type { Digest } from "@plimsoll/foundation";

/** The most chunks that a registration takes (spec/kernel.md). */
export const CHUNKS_MAX = 65_536;

/**
 * The distinct chunks of data, or if there are more than 65 536 the smallest 65 536 digests of them (bottom-k sampling, Broder 1997; Thorup 2013).
 * Which ones those are hangs on the chunks alone, not on their order or on what they are mixed with. Memory stays bounded.
 */
export class ChunkSample {
  #kept = new Set<Digest>();
  /** Chunks from here on are not among the smallest. */
  #limit: Digest | null = null;

  add(chunk: Digest): void {
    if (this.#limit !== null && chunk > this.#limit) return;
    this.#kept.add(chunk);
    if (this.#kept.size >= 2 * CHUNKS_MAX) this.#settle();
  }

  /** In ascending order. */
  chunks(): readonly Digest[] {
    if (this.#kept.size > CHUNKS_MAX) this.#settle();
    return [...this.#kept].sort();
  }

  #settle(): void {
    const smallest = [...this.#kept].sort().slice(0, CHUNKS_MAX);
    this.#kept = new Set(smallest);
    this.#limit = smallest.at(-1) ?? null;
  }
}

/**
 * Up to which digest a manifest is complete; null for one that holds every chunk. A manifest of the greatest length is taken for a sample:
 * that one may be whole is not to be seen, and as a sample it is judged more strictly.
 */
export const sampledUpTo = (chunks: readonly Digest[]): Digest | null =>
  chunks.length < CHUNKS_MAX ? null : chunks.reduce((greatest, chunk) => (chunk > greatest ? chunk : greatest));
