import type { Claim } from "../dossier/claim.ts";
import type { Source } from "../dossier/source.ts";
import type { Policy } from "../policy/policy.ts";
import { canonicalUri } from "./canonical-uri.ts";
import type { ExaminedLink, ExaminedSource, Exhibits } from "./exhibit.ts";
import { freshness } from "./freshness.ts";
import { isLongEnough } from "./quotation-length.ts";

/** What decides besides the exhibits whether a source counts. */
export interface CountingFacts {
  /** Of the dossier: a link for any other claim quotes for nothing. */
  readonly claims: readonly Pick<Claim, "id">[];
  readonly policy: Pick<Policy["verification"], "maxAgeDays">;
}

/**
 * Sources that count towards the minimum: whole, let in by intake, quoted at length for a claim that exists by a confirmed link whose
 * quotation stands in them, not too old to weigh, and no copy of another: neither its bytes nor its address nor nearly its text. An id
 * that two sources bear counts for neither. What is only proposed, and what a language model quotes, makes no source count (A20).
 *
 * Two sources of one organisation both count here. They stay one independence group.
 */
export function admissibleSources(exhibits: Exhibits, facts: CountingFacts): readonly Source[] {
  return distinct(quotedSources(exhibits, facts).filter(isFresh(exhibits, facts)), exhibits.sources);
}

function quotedSources({ sources, links }: Exhibits, { claims }: CountingFacts): readonly ExaminedSource[] {
  const known = new Set(claims.map(({ id }) => id));
  const quoting = links.filter((each) => isCounting(each) && known.has(each.link.claim));
  const quoted = new Set(quoting.map(({ link }) => link.source));
  return sources.filter((each) => isSound(each) && quoted.has(each.source.id));
}

const isCounting = ({ isQuoteFound, link }: ExaminedLink): boolean =>
  isQuoteFound && link.confirmedBy !== null && link.method !== "llm-opinion" && isLongEnough(link);

const isFresh =
  ({ nowMs }: Exhibits, { policy }: CountingFacts) =>
  ({ source }: ExaminedSource): boolean =>
    freshness(source, policy, nowMs) > 0;

/** How many sources do not count, by the first reason of each. */
export interface SourcesLeft {
  readonly damaged: number;
  readonly keptOut: number;
  /** By their ids. */
  readonly unquoted: readonly string[];
  readonly stale: number;
  /** Copies of another, or under an id that is not theirs alone. */
  readonly copies: number;
}

export function sourcesLeft(exhibits: Exhibits, facts: CountingFacts): SourcesLeft {
  const { sources } = exhibits;
  const whole = sources.filter(({ isWhole }) => isWhole);
  const sound = whole.filter(isSound);
  const quoted = quotedSources(exhibits, facts);
  const known = new Set(quoted);
  const fresh = quoted.filter(isFresh(exhibits, facts));
  return {
    damaged: sources.length - whole.length,
    keptOut: whole.length - sound.length,
    unquoted: sound
      .filter((each) => !known.has(each))
      .map(({ source }) => source.id)
      .toSorted(),
    stale: quoted.length - fresh.length,
    copies: fresh.length - distinct(fresh, sources).length,
  };
}

/** A source that is not counted beside another. */
export interface SourceCopy {
  readonly copy: string;
  /** The one that counts; of an id that two bear: itself, and neither counts. */
  readonly of: string;
  readonly by: "same bytes" | "nearly one text" | "same address" | "two sources of one id";
}

/** Each copy that `sourcesLeft` counts, with what it is a copy of, by their ids. */
export function copiesAmong(exhibits: Exhibits, facts: CountingFacts): readonly SourceCopy[] {
  const fresh = quotedSources(exhibits, facts).filter(isFresh(exhibits, facts));
  const kept = new Set(distinct(fresh, exhibits.sources));
  const first = new Map<string, string>();
  return fresh.toSorted(byId).flatMap((each) => {
    const { id } = each.source;
    const keys = copyKeysOf(each);
    const alike = keys.filter((key) => first.has(key));
    // A group of copies is made by address and bytes, too: what is more exact is said.
    const known = alike.find((key) => !key.startsWith("copy ")) ?? alike[0];
    const of = known === undefined ? id : (first.get(known) ?? id);
    for (const key of keys) if (!first.has(key)) first.set(key, of);
    return kept.has(each.source) ? [] : [{ copy: id, of, by: known === undefined ? BY.id : likenessOf(known) }];
  });
}

const BY = { bytes: "same bytes", copy: "nearly one text", uri: "same address", id: "two sources of one id" } as const;

const likenessOf = (key: string): SourceCopy["by"] =>
  key.startsWith("bytes ") ? BY.bytes : key.startsWith("uri ") ? BY.uri : BY.copy;

export const isSound = ({ isWhole, intake }: ExaminedSource): boolean =>
  isWhole && (intake === "pass" || intake === "note");

/** The first of each set of copies, by id, so that the order in the dossier decides nothing. */
function distinct(sources: readonly ExaminedSource[], all: readonly ExaminedSource[]): readonly Source[] {
  const bearers = Map.groupBy(all, ({ source }) => source.id);
  const seen = new Set<string>();
  const chosen = sources.toSorted(byId).filter((each) => {
    const keys = copyKeysOf(each);
    const isCopy = keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    return !isCopy && bearers.get(each.source.id)?.length === 1;
  });
  return chosen.map(({ source }) => source);
}

const copyKeysOf = ({ source: { digest, uri }, copyGroup }: ExaminedSource): readonly string[] => [
  `bytes ${digest}`,
  `copy ${copyGroup}`,
  ...(uri === null ? [] : [`uri ${canonicalUri(uri)}`]),
];

const byId = ({ source: one }: ExaminedSource, { source: other }: ExaminedSource): number =>
  one.id < other.id ? -1 : 1;
