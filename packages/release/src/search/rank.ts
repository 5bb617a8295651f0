import type { Term } from "./terms.ts";

/** Ascending numbers of the passages that hold a word. */
export type Postings = (word: string) => Int32Array;

/** A passage that was found, by its number, and what it scores. */
export interface Hit {
  readonly passage: number;
  /** Weights of the words that it holds, together. */
  readonly score: number;
  /** It and a passage beside it hold every word together: the whole sentence may stand in them. */
  readonly mayHoldAll: boolean;
}

/**
 * Passages that hold words of weight for at least half of what is looked for, each with its score. Of the passage alone: no corpus
 * statistics, so that a source that comes or goes changes the rank of no other.
 */
export class Ranking {
  readonly #scores: Uint16Array;

  /** 1 for the first passage of each text. */
  readonly #starts: Uint8Array;

  constructor(starts: Uint8Array) {
    this.#starts = starts;
    this.#scores = new Uint16Array(starts.length);
  }

  hits(terms: readonly Term[], postings: Postings): readonly Hit[] {
    const all = terms.reduce((sum, { weight }) => sum + weight, 0);
    const found = terms.flatMap(({ word, weight }) => this.#add(postings(word), weight, Math.ceil(all / 2)));
    const hits = found.map((passage) => this.#hit(passage, all));
    for (const { word } of terms) this.#forget(postings(word));
    return hits;
  }

  #hit(passage: number, all: number): Hit {
    const score = this.#scores[passage] ?? 0;
    const before = this.#starts[passage] === 1 ? 0 : (this.#scores[passage - 1] ?? 0);
    const after = this.#starts[passage + 1] === 1 ? 0 : (this.#scores[passage + 1] ?? 0);
    return { passage, score, mayHoldAll: score + Math.max(before, after) >= all };
  }

  /** Those that reached the line by this word. */
  #add(passages: Int32Array, weight: number, least: number): number[] {
    const reached: number[] = [];
    for (const passage of passages) {
      const before = this.#scores[passage] as number;
      this.#scores[passage] = before + weight;
      if (before < least && before + weight >= least) reached.push(passage);
    }
    return reached;
  }

  #forget(passages: Int32Array): void {
    for (const passage of passages) this.#scores[passage] = 0;
  }
}
