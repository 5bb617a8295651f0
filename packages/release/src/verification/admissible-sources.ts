import type { Source } from "../dossier/source.ts";
import type { ExaminedLink, ExaminedSource, Exhibits } from "./exhibit.ts";

/**
 * Sources that count towards the minimum: whole, let in by intake, quoted by a confirmed link whose quotation stands in them, and
 * no copy of another: neither its bytes nor its address. What is only proposed, and what a language model quotes, makes no source
 * count (A20): it may only lower.
 */
export function admissibleSources({ sources, links }: Exhibits): readonly Source[] {
  const quoted = quotedIn(links);
  const standing = sources.filter((each) => isSound(each) && quoted.has(each.source.id)).map(({ source }) => source);
  return distinct(standing);
}

const isCounting = ({ isQuoteFound, link }: ExaminedLink): boolean =>
  isQuoteFound && link.confirmedBy !== null && link.method !== "llm-opinion";

const quotedIn = (links: Exhibits["links"]): ReadonlySet<string> =>
  new Set(links.filter(isCounting).map(({ link }) => link.source));

/** How many sources do not count, by the first reason of each. */
export interface SourcesLeft {
  readonly damaged: number;
  readonly keptOut: number;
  readonly unquoted: number;
  readonly copies: number;
}

export function sourcesLeft({ sources, links }: Exhibits): SourcesLeft {
  const whole = sources.filter(({ isWhole }) => isWhole);
  const sound = whole.filter(isSound);
  const quoted = quotedIn(links);
  const standing = sound.filter(({ source }) => quoted.has(source.id));
  return {
    damaged: sources.length - whole.length,
    keptOut: whole.length - sound.length,
    unquoted: sound.length - standing.length,
    copies: standing.length - distinct(standing.map(({ source }) => source)).length,
  };
}

export const isSound = ({ isWhole, intake }: ExaminedSource): boolean =>
  isWhole && (intake === "pass" || intake === "note");

/** The first of each set of copies, by id, so that the order in the dossier decides nothing. */
function distinct(sources: readonly Source[]): readonly Source[] {
  const [digests, places] = [new Set<string>(), new Set<string>()];
  return sources.toSorted(byId).filter(({ digest, uri }) => {
    const place = uri === null ? null : canonicalUri(uri);
    const isCopy = digests.has(digest) || (place !== null && places.has(place));
    digests.add(digest);
    if (place !== null) places.add(place);
    return !isCopy;
  });
}

/** One address for what is one page: scheme, `www.`, fragment, trailing slash and trackers say nothing. */
export function canonicalUri(uri: string): string {
  if (!URL.canParse(uri)) return uri;
  const { hostname, port, pathname, searchParams } = new URL(uri);
  const kept = [...searchParams].filter(([name]) => !/^(?:utm_\w+|ref|fbclid|gclid)$/.test(name));
  const pairs = kept.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const query = pairs.toSorted((one, other) => (one < other ? -1 : 1)).join("&");
  const host = hostname.toLowerCase().replace(/^www\./, "");
  return `${host}${port === "" ? "" : `:${port}`}${pathname.replace(/\/+$/, "")}${query === "" ? "" : `?${query}`}`;
}

const byId = (one: Source, other: Source): number => (one.id < other.id ? -1 : 1);
