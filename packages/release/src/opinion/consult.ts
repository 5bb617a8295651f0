import type { Defect } from "../argument/defect.ts";
import type { EvidenceLink } from "../dossier/evidence-link.ts";
import type { LanguageModel } from "./language-model.ts";
import { type Declined, type Proposed, propose } from "./proposal.ts";
import { defectQuestion } from "./propose-defects.ts";
import { type ProposedQueries, queryQuestion } from "./propose-queries.ts";
import { quoteQuestion } from "./propose-quotes.ts";
import { type ProposedSplit, splitQuestion } from "./propose-splits.ts";
import { type JudgedText, MATERIAL_LENGTH_MAX, type Sendable, sendableOf } from "./sendable.ts";

/** What a model may be shown of a case. Claims by their ids, sources by theirs, each with what intake made of it. */
export interface CaseTexts {
  readonly claims: readonly JudgedText[];
  readonly sources: readonly JudgedText[];
}

/** All that a model proposed on a case. None of it supports anything. */
export interface Consulted {
  readonly queries: readonly ProposedQueries[];
  /** Opinions: nobody confirmed them. */
  readonly links: readonly EvidenceLink[];
  readonly splits: readonly ProposedSplit[];
  /** Notes: they block nothing. */
  readonly defects: readonly Defect[];
  readonly declined: readonly Declined[];
  readonly failures: readonly string[];
  /** What was not sent: held back by intake, or too much. */
  readonly withheld: readonly string[];
}

/** Requests about sources at most: what does not fit into them is not sent, and listed. */
const BATCHES_MAX = 32;
const CLAIMS_LENGTH_MAX = MATERIAL_LENGTH_MAX / 4;

/** Asks a model everything that it may be asked about a case, one request after another, so that a replay asks in the same order. */
export async function consult(model: LanguageModel, texts: CaseTexts): Promise<Consulted> {
  const claims = sendableOf(texts.claims, CLAIMS_LENGTH_MAX);
  const sources = sendableOf(texts.sources, MATERIAL_LENGTH_MAX * BATCHES_MAX);
  const { batches, left } = batched(sources.sendable);
  const queries = await propose(model, queryQuestion(claims.sendable));
  const splits = await propose(model, splitQuestion(claims.sendable));
  const defects = await propose(model, defectQuestion(claims.sendable));
  const quotes: Proposed<EvidenceLink>[] = [];
  for (const batch of batches)
    quotes.push(await propose(model, quoteQuestion({ claims: claims.sendable, sources: batch })));
  const asked: readonly Proposed<unknown>[] = [queries, splits, defects, ...quotes];
  return {
    queries: queries.taken,
    links: quotes.flatMap(({ taken }) => taken),
    splits: splits.taken,
    defects: defects.taken,
    declined: asked.flatMap(({ declined }) => declined),
    failures: asked.flatMap(({ failure }) => failure ?? []),
    withheld: [...claims.withheld, ...sources.withheld, ...left],
  };
}

/** As many sources as fit beside the claims, in their order. A source is not cut: its quotations would have other places. */
function batched(sources: readonly Sendable[]): {
  readonly batches: readonly (readonly Sendable[])[];
  readonly left: readonly string[];
} {
  const lengthMax = MATERIAL_LENGTH_MAX - CLAIMS_LENGTH_MAX;
  const fitting = sources.filter(({ text }) => text.length <= lengthMax);
  const batches: Sendable[][] = [];
  let length = lengthMax;
  for (const source of fitting) {
    if (length + source.text.length > lengthMax) {
      batches.push([]);
      length = 0;
    }
    batches.at(-1)?.push(source);
    length += source.text.length;
  }
  const kept = new Set(batches.slice(0, BATCHES_MAX).flat());
  return {
    batches: batches.slice(0, BATCHES_MAX),
    left: sources.filter((source) => !kept.has(source)).map(({ item }) => item),
  };
}
