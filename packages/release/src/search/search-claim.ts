import type { Claim } from "../dossier/claim.ts";
import type { Candidate, ReadSource } from "./confirm.ts";
import {
  byPlace,
  byRank,
  type Found,
  type FoundForClaim,
  type FoundSide,
  FOUND_KEPT,
  PASSAGES_SHOWN,
} from "./found.ts";
import type { Passage, SearchOfClaim } from "./passage.ts";
import { excerptOf, type TextPiece } from "./passages.ts";
import { queriesOf, REFUTATION_CUES } from "./queries.ts";
import { type Hit, type Postings, Ranking } from "./rank.ts";

/** One text of the corpus, cut into passages. */
export interface SearchedText extends ReadSource {
  readonly key: string;
  readonly pieces: readonly TextPiece[];
  /** Its passages may be shown: intake let it in. Asked only of what was found. Rules that refute read all texts. */
  readonly isShown: () => boolean;
}

/**
 * Searches texts for and against claims. Passages are numbered in the order of the texts, which the caller sorts by key; equal
 * scores keep that order, so one corpus gives one answer.
 */
export class CorpusSearch {
  readonly #texts: readonly SearchedText[];
  readonly #postings: Postings;
  readonly #ranking: Ranking;
  /** Number of the first passage of each text, and of one past the last. */
  readonly #firsts: Int32Array;
  #cues: Uint8Array | null = null;

  constructor(texts: readonly SearchedText[], postings: Postings) {
    this.#texts = texts;
    this.#postings = postings;
    this.#firsts = new Int32Array(texts.length + 1);
    for (const [index, { pieces }] of texts.entries())
      this.#firsts[index + 1] = (this.#firsts[index] ?? 0) + pieces.length;
    const starts = new Uint8Array(this.#firsts.at(-1) ?? 0);
    for (const first of this.#firsts.subarray(0, -1)) starts[first] = 1;
    this.#ranking = new Ranking(starts);
  }

  searchFor({ text }: Pick<Claim, "text">): FoundForClaim {
    const hits = this.#ranking.hits(queriesOf(text).terms, this.#postings);
    const ranked = hits.toSorted((one, other) => other.score - one.score || one.passage - other.passage);
    const cues = this.#cueFlags();
    return {
      forIt: this.#side(ranked),
      against: this.#side(ranked.filter(({ passage }) => cues[passage] === 1)),
      candidates: hits
        .filter(({ mayHoldAll }) => mayHoldAll)
        .map((hit) => this.#found(hit))
        .toSorted(byPlace),
    };
  }

  /** Passages that hold one of some words. */
  placesOf(words: readonly string[]): readonly Found[] {
    const passages = new Set(words.flatMap((word) => [...this.#postings(word)]));
    return [...passages].map((passage) => this.#found({ passage, score: 0 })).toSorted(byPlace);
  }

  #side(ranked: readonly Hit[]): FoundSide {
    const best: Found[] = [];
    for (const hit of ranked) {
      if (this.#texts[this.#indexOf(hit.passage)]?.isShown() !== true) continue;
      if (best.length === FOUND_KEPT) return { best, isComplete: false };
      best.push(this.#found(hit));
    }
    return { best, isComplete: true };
  }

  #cueFlags(): Uint8Array {
    if (this.#cues !== null) return this.#cues;
    const cues = new Uint8Array(this.#firsts.at(-1) ?? 0);
    for (const cue of REFUTATION_CUES) for (const passage of this.#postings(cue)) cues[passage] = 1;
    this.#cues = cues;
    return cues;
  }

  #found({ passage, score }: Pick<Hit, "passage" | "score">): Found {
    const index = this.#indexOf(passage);
    const key = this.#texts[index]?.key;
    if (key === undefined) throw new RangeError(`expected a passage of the corpus, got ${passage}`);
    return { key, piece: passage - (this.#firsts[index] ?? 0), score };
  }

  /** The text whose passages begin last before this one. */
  #indexOf(passage: number): number {
    let [from, to] = [0, this.#texts.length];
    while (to - from > 1) {
      const middle = (from + to) >>> 1;
      if ((this.#firsts[middle] as number) <= passage) from = middle;
      else to = middle;
    }
    return from;
  }
}

/** The part of a text in which a sentence of so many characters may begin that ends in the passage. */
export function candidateOf(
  found: Found,
  texts: ReadonlyMap<string, SearchedText>,
  before: number,
): readonly Candidate[] {
  const text = texts.get(found.key);
  const piece = text?.pieces[found.piece];
  if (text === undefined || piece === undefined) return [];
  return [{ text, window: { from: Math.max(0, piece.offset - 2 * before), to: piece.offset + piece.length } }];
}

/** Both sides as they go into the record. */
export function searchRecord(
  { id, text }: Pick<Claim, "id" | "text">,
  round: SearchOfClaim["round"],
  { forIt, against }: FoundForClaim,
  texts: ReadonlyMap<string, SearchedText>,
): SearchOfClaim {
  const { support, refute } = queriesOf(text);
  const shown = ({ best }: FoundSide): Passage[] =>
    best
      .toSorted(byRank)
      .slice(0, PASSAGES_SHOWN)
      .flatMap((found) => passageOf(found, texts));
  return { claim: id, round, supportQuery: support, refuteQuery: refute, forIt: shown(forIt), against: shown(against) };
}

function passageOf({ key, piece }: Found, texts: ReadonlyMap<string, SearchedText>): readonly Passage[] {
  const text = texts.get(key);
  const place = text?.pieces[piece];
  if (text === undefined || place === undefined) return [];
  return [{ source: text.source.id, offset: place.offset, excerpt: excerptOf(text.text.text, place) }];
}
