import type { Method } from "../dossier/evidence-link.ts";
import type { CaseMade } from "./argument-facts.ts";
import type { Graph } from "./cycles.ts";
import { plain, sentencesOf } from "./sentence.ts";

/** What looks at the world, and not only at what somebody said. */
const GROUNDS: ReadonlySet<Method> = new Set(["reproduction", "measurement", "third-party-report"]);
/** Files of a dossier that say what it claims (docs/guides/dossier.md). */
const OWN_FILE = /^(?:dossier|claims|links|mission|determinations)\.(?:json|ya?ml|md)$/u;
/** Shorter claims stand in a text by chance. */
const RESTATED_LENGTH_MIN = 20;

/**
 * What is carried by what. A claim is carried by the sources that support it and by the claims that its text cites. A source is
 * carried by a claim that it cites by its id (`claim c-1`, `[c-1]`), by all claims if it is a file of this dossier, by a claim whose
 * id is its group, and by a claim that it restates while both rest on nothing else.
 */
export function evidenceGraph(made: CaseMade): Graph {
  const graph = new Map<string, Set<string>>();
  const carry = (from: string, to: string): void => {
    graph.set(from, (graph.get(from) ?? new Set()).add(to));
  };
  const ids = new Set(made.dossier.claims.map(({ id }) => id));
  for (const { id, text } of made.dossier.claims)
    for (const cited of citedIn(text, ids)) if (cited !== id) carry(`claims/${id}`, `claims/${cited}`);
  for (const { link } of supporting(made)) carry(`claims/${link.claim}`, `sources/${link.source}`);
  for (const { source, claim } of [...bySource(made, ids), ...byQuote(made, ids)])
    carry(`sources/${source}`, `claims/${claim}`);
  return graph;
}

const supporting = ({ examination }: CaseMade): CaseMade["examination"]["links"] =>
  examination.links.filter(({ link }) => link.stance === "supports");

interface Edge {
  readonly source: string;
  readonly claim: string;
}

function bySource(made: CaseMade, ids: ReadonlySet<string>): readonly Edge[] {
  const own = new Set<string>();
  const edges: Edge[] = [];
  for (const { source, group } of made.examination.sources) {
    if (OWN_FILE.test(source.file)) own.add(source.id);
    for (const claim of [source.independenceGroup, group]) if (ids.has(claim)) edges.push({ source: source.id, claim });
  }
  // Every claim that such a file supports goes round; the others are no part of the circle.
  const round = supporting(made).filter(({ link }) => own.has(link.source));
  return [...edges, ...round.map(({ link }) => ({ source: link.source, claim: link.claim }))];
}

function byQuote(made: CaseMade, ids: ReadonlySet<string>): readonly Edge[] {
  const { claims, sources } = grounded(made);
  const texts = new Map(
    made.dossier.claims.filter(({ id }) => !claims.has(id)).map(({ id, text }) => [plain(text), id]),
  );
  return supporting(made).flatMap(({ link }) => {
    const restated = sources.has(link.source) ? [] : restatedIn(link.quote, texts);
    return [...citedIn(link.quote, ids), ...restated].map((claim) => ({ source: link.source, claim }));
  });
}

/** Claims and sources with a ground: a link by which somebody looked, to a source that is no mere statement. */
function grounded(made: CaseMade): { readonly claims: ReadonlySet<string>; readonly sources: ReadonlySet<string> } {
  const grounds = supporting(made).filter(({ link, isQuoteFound }) => isQuoteFound && GROUNDS.has(link.method));
  return {
    claims: new Set(grounds.map(({ link }) => link.claim)),
    sources: new Set(grounds.map(({ link }) => link.source)),
  };
}

const CITED = /\bclaims?\s([A-Za-z0-9][\w.:@/-]{0,127})|\[([A-Za-z0-9][\w.:@/-]{0,127})\]/gu;

const citedIn = (text: string, ids: ReadonlySet<string>): readonly string[] =>
  [...text.matchAll(CITED)]
    .map(([, named, bracketed]) => (named ?? bracketed ?? "").replace(/[.:/-]+$/u, ""))
    .filter((id) => ids.has(id));

/** Claims that a quotation says word for word: as a whole, or in one of its sentences. */
function restatedIn(quote: string, texts: ReadonlyMap<string, string>): readonly string[] {
  const said = [plain(quote), ...sentencesOf("", null, quote).map((each) => each.plain)];
  return said.filter((text) => text.length >= RESTATED_LENGTH_MIN).flatMap((text) => texts.get(text) ?? []);
}
