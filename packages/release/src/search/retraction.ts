import type { Source } from "../dossier/source.ts";
import { canonicalUri } from "../verification/canonical-uri.ts";

/** Words of which a sentence about a retraction has one, as the index knows them. */
export const RETRACTION_WORDS: readonly string[] =
  "retracted retraction withdrawn withdrew corrected correction corrigendum erratum concern".split(" ");

/** Names under which sources are spoken of: address, DOI, digest, or an id that is no mere number. */
export type SourceNames = ReadonlyMap<string, readonly string[]>;

export interface FoundRetraction {
  /** Sources that it speaks of. */
  readonly sources: readonly string[];
  readonly offset: number;
  readonly quote: string;
}

export function namesOf(sources: readonly Pick<Source, "id" | "uri" | "digest">[]): SourceNames {
  const named = sources.flatMap((source) => keysOf(source).map((key) => [key, source.id] as const));
  return new Map([...Map.groupBy(named, ([key]) => key)].map(([key, pairs]) => [key, pairs.map(([, id]) => id)]));
}

const ID_LENGTH_MIN = 8;

function keysOf({ id, uri, digest }: Pick<Source, "id" | "uri" | "digest">): readonly string[] {
  const doi = uri === null ? null : doiIn(uri);
  const isTelling = id.length >= ID_LENGTH_MIN && /\d/.test(id);
  return [
    digest,
    ...(isTelling ? [id.toLowerCase()] : []),
    ...(uri === null ? [] : [canonicalUri(uri).toLowerCase()]),
    ...(doi === null ? [] : [doi]),
  ];
}

const doiIn = (text: string): string | null =>
  /\b10\.\d{4,9}\/[^\s"'<>)\]]{1,200}/
    .exec(text)?.[0]
    .toLowerCase()
    .replace(/[.,;]$/, "") ?? null;

const RETRACTED =
  /\b(?:retracted|retraction|withdrawn|withdrew|correction (?:to|of|notice)|corrigendum|erratum|(?:been|was|is|were|are) corrected|expression of concern)\b/iu;
const NOT_RETRACTED = /\b(?:not|never|no|nor|without)\s+(?:[\w-]+\s+){0,3}(?:retract|withdr|correct|corrig|errat)/iu;
const SELF =
  /\bthis (?:article|paper|report|study|publication|preprint|document|page)\s+(?:has been|was|is)\s+(?:retracted|withdrawn)\b/iu;

/** Sentences of a part of a text that say of a source by name, or of the text itself, that it is retracted, withdrawn or corrected. */
export function retractionsIn(
  text: string,
  from: number,
  to: number,
  own: string,
  names: SourceNames,
): readonly FoundRetraction[] {
  return sentencesIn(text, from, to).flatMap(({ quote, offset }) => {
    if (!RETRACTED.test(quote) || NOT_RETRACTED.test(quote)) return [];
    const others = namedIn(quote, names).filter((id) => id !== own);
    const sources = SELF.test(quote) ? [own, ...others] : others;
    return sources.length === 0 ? [] : [{ sources, quote, offset }];
  });
}

/**
 * Sentences that begin in a part of a text. A sentence whose end is further off than one may be long is read as far as the part goes: in a
 * copy, since a pattern would look for its end through the whole text, for each part anew.
 */
function* parts(
  text: string,
  from: number,
  to: number,
): Generator<{ readonly quote: string; readonly offset: number }> {
  const end = /[.!?]["'”’)\]]?\s|\n[ \t]*\n|\n(?=[ \t]{0,8}[-*•#>])/g;
  const [part, limit] = [text.slice(from, to + SENTENCE_LENGTH_MAX), Math.min(to, text.length) - from];
  let start = 0;
  for (let found = end.exec(part); found !== null && start < limit; found = end.exec(part)) {
    yield { quote: part.slice(start, found.index + 1), offset: from + start };
    start = found.index + found[0].length;
  }
  if (start < limit) yield { quote: part.slice(start, limit), offset: from + start };
}

const SENTENCE_LENGTH_MAX = 2000;

const sentencesIn = (
  text: string,
  from: number,
  to: number,
): readonly { readonly quote: string; readonly offset: number }[] =>
  [...parts(text, from, to)]
    .filter(({ quote }) => quote.length <= SENTENCE_LENGTH_MAX)
    .map(({ quote, offset }) => ({ quote: quote.trim(), offset: offset + quote.length - quote.trimStart().length }));

function namedIn(sentence: string, names: SourceNames): readonly string[] {
  const said = sentence.split(/[\s<>()[\]"']+/).map((word) => word.replace(/^[,;:]+|[.,;:!?]+$/g, ""));
  const keys = said.flatMap((word) => [word.toLowerCase(), ...addressOf(word), doiIn(word) ?? ""]);
  return [...new Set(keys.flatMap((key) => names.get(key) ?? []))].toSorted();
}

const addressOf = (word: string): readonly string[] =>
  /^https?:\/\//i.test(word) ? [canonicalUri(word).toLowerCase()] : [];
